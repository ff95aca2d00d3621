package mapping

// The tables of this file follow HL7's v2-to-FHIR concept maps. Where a map
// leaves a code open, the choice is told beside it. Chinese words are those
// that hospital systems in China send in place of codes.

const (
	actCode        = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	roleCode       = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
	maritalStatus  = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
	interpretation = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
)

var codeSystems = map[string]string{
	"LN": "http://loinc.org", "LOINC": "http://loinc.org",
	"SCT": "http://snomed.info/sct", "SNM": "http://snomed.info/sct", "SNOMED": "http://snomed.info/sct",
	"I10": "http://hl7.org/fhir/sid/icd-10", "ICD10": "http://hl7.org/fhir/sid/icd-10", "ICD-10": "http://hl7.org/fhir/sid/icd-10",
	"I10C": "http://hl7.org/fhir/sid/icd-10-cm", "I9": "http://hl7.org/fhir/sid/icd-9-cm", "I9C": "http://hl7.org/fhir/sid/icd-9-cm",
	"I9CDX": "http://hl7.org/fhir/sid/icd-9-cm", "UCUM": ucum, "RXNORM": "http://www.nlm.nih.gov/research/umls/rxnorm",
	"NDC": "http://hl7.org/fhir/sid/ndc", "CVX": "http://hl7.org/fhir/sid/cvx", "ATC": "http://www.whocc.no/atc",
	"ISO3166_1": "urn:iso:std:iso:3166", "C4": "http://www.ama-assn.org/go/cpt", "CPT": "http://www.ama-assn.org/go/cpt",
}

// HL7 table 0001; 1 and 2 are GB/T 2261.1.
var genders = map[string]string{
	"M": "male", "F": "female", "O": "other", "A": "other", "N": "other", "U": "unknown",
	"1": "male", "2": "female", "0": "unknown", "9": "unknown", "男": "male", "女": "female", "未知": "unknown",
}

// HL7 table 0002; the numbers are GB/T 2261.2.
var marital = map[string]string{
	"D": "D", "M": "M", "S": "S", "W": "W", "C": "C", "G": "T", "P": "T", "R": "T", "E": "L", "N": "A", "I": "I", "B": "U", "A": "L",
	"U": "UNK", "10": "S", "20": "M", "30": "W", "40": "D", "90": "UNK",
	"未婚": "S", "已婚": "M", "丧偶": "W", "离婚": "D", "MARRIED": "M", "SINGLE": "S", "DIVORCED": "D", "WIDOWED": "W",
}

// HL7 table 0200.
var nameUses = map[string]string{
	"L": "official", "R": "official", "D": "usual", "M": "maiden", "N": "nickname", "MSK": "anonymous", "S": "anonymous",
	"TEMP": "temp", "NAV": "temp", "NOUSE": "old", "B": "old",
}

// HL7 table 0465 to v3 EntityNameUse.
var nameRepresentations = map[string]string{"A": "ABC", "I": "IDE", "P": "SYL"}

// HL7 table 0190.
var (
	addressUses  = map[string]string{"BI": "billing", "C": "temp", "B": "work", "O": "work", "H": "home", "P": "home"}
	addressTypes = map[string]string{"SH": "postal", "M": "postal"}
)

// HL7 tables 0201 and 0202.
var (
	telecomUses    = map[string]string{"WPN": "work", "PRS": "mobile", "PRN": "home", "ORN": "home", "VHN": "temp"}
	telecomSystems = map[string]string{
		"FX": "fax", "MD": "other", "SAT": "other", "BP": "pager", "INTERNET": "email", "X.400": "email", "TDD": "other", "TTY": "other",
	}
)

// HL7 table 0063.
var relationships = map[string]string{
	"SPO": "SPS", "SPOUS": "SPS", "DOM": "SIGOTHR", "CHD": "CHILD", "GCH": "GRNDCHILD", "NCH": "NCHILD", "SCH": "STPCHLD", "FCH": "CHLDFOST",
	"PAR": "PRN", "MTH": "MTH", "FTH": "FTH", "GRD": "GUARD", "GRP": "GRPRN", "EXF": "EXT", "SIB": "SIB", "BRO": "BRO", "SIS": "SIS",
	"FND": "FRND", "SON": "SON", "DAU": "DAU", "MOTHER": "MTH", "FATHER": "FTH",
	"配偶": "SPS", "丈夫": "HUSB", "妻子": "WIFE", "父亲": "FTH", "母亲": "MTH", "儿子": "SON", "女儿": "DAU", "父": "FTH", "母": "MTH", "子": "SON", "女": "DAU", "朋友": "FRND",
}

// HL7 table 0004. Emergency has no row in HL7's map; v3 has EMER for it.
var encounterClasses = map[string]string{"I": "IMP", "O": "AMB", "E": "EMER", "P": "PRENC", "门诊": "AMB", "急诊": "EMER", "住院": "IMP"}

// classStatuses gives the status of a visit from its class when the event does
// not decide it.
var classStatuses = map[string]string{"P": "planned", "U": "unknown"}

// eventStatuses gives the status of a visit from the event. HL7's map has A04
// as planned; a registered outpatient has arrived, so that is what is written.
// A08 says nothing about the status.
var eventStatuses = map[string]string{"A01": "in-progress", "A03": "finished", "A04": "arrived"}

// HL7 table 0052.
var (
	diagnosisUses = map[string]string{"A": "AD", "D": "DD", "DD": "DD", "入院": "AD", "出院": "DD"}
	verification  = map[string]string{"F": "confirmed", "W": "provisional", "A": "provisional"}
)

// HL7 tables 0127 and 0128.
var (
	allergyCategories = map[string]string{"DA": "medication", "FA": "food", "EA": "environment", "PA": "environment", "LA": "environment", "AA": "biologic"}
	allergyTypes      = map[string]string{"DA": "allergy", "FA": "allergy", "MA": "allergy", "EA": "allergy", "AA": "allergy", "PA": "allergy", "LA": "allergy"}
	criticalities     = map[string]string{"SV": "high", "MI": "low", "U": "unable-to-assess"}
	severities        = map[string]string{"SV": "severe", "MO": "moderate", "MI": "mild"}
)

// noAllergies are the ways to say that none is known.
var noAllergies = map[string]bool{"NKA": true, "NKDA": true, "NONE": true, "无": true, "无过敏史": true, "否认": true, "否认药物过敏史": true, "无药物过敏史": true}

// HL7 table 0085. I, S, R and others are open in HL7's map: results that are
// not verified are not shown as final.
var observationStatuses = map[string]string{
	"C": "corrected", "D": "entered-in-error", "F": "final", "P": "preliminary", "W": "entered-in-error", "X": "cancelled",
	"I": "registered", "S": "preliminary", "R": "preliminary", "V": "final", "U": "final", "B": "amended", "A": "amended", "O": "registered", "N": "cancelled",
}

// HL7 table 0123.
var reportStatuses = map[string]string{
	"I": "registered", "S": "registered", "O": "registered", "A": "partial", "P": "preliminary", "C": "corrected", "R": "partial", "F": "final",
	"X": "cancelled", "M": "preliminary", "N": "registered",
}

// orderStatuses gives the status of the request from OBR-25: an order that is
// done, called off, or under way.
var orderStatuses = map[string]string{"F": "completed", "C": "completed", "X": "revoked", "I": "active", "S": "active", "O": "active", "A": "active", "P": "active", "R": "active"}

// HL7 table 0038.
var priorities = map[string]string{"S": "stat", "A": "asap", "R": "routine", "T": "urgent"}

// HL7 table 0078; what Chinese laboratories send beside it.
var interpretations = map[string]string{
	"↑": "H", "↓": "L", "↑↑": "HH", "↓↓": "LL", "偏高": "H", "偏低": "L", "高": "H", "低": "L", "正常": "N", "异常": "A", "阳性": "POS", "阴性": "NEG", "+": "POS", "-": "NEG",
}

// vitalSigns are the LOINC codes of FHIR's vital signs profile.
var vitalSigns = map[string]bool{
	"85353-1": true, "9279-1": true, "8867-4": true, "2708-6": true, "59408-5": true, "8310-5": true, "8302-2": true, "9843-4": true,
	"29463-7": true, "39156-5": true, "85354-9": true, "8480-6": true, "8462-4": true, "8478-0": true,
}

// sectionCategories gives Observation.category for OBR-24 (HL7 table 0074);
// any other section is a laboratory.
var sectionCategories = map[string]string{
	"RAD": "imaging", "RX": "imaging", "CT": "imaging", "NMR": "imaging", "RUS": "imaging", "OUS": "imaging", "NMS": "imaging", "CUS": "imaging", "VUS": "imaging", "XRC": "imaging",
	"EC": "procedure", "EN": "procedure", "CTH": "procedure", "PF": "procedure",
}
