package apricot.fence_test

import data.apricot.audience.caremanager
import data.apricot.audience.doctor
import data.apricot.audience.order
import data.apricot.audience.patient
import data.apricot.fence

drug(check, answer) := {"need": "dose.reported", "checks": {check: {answer: true}}}

decide(audience, claims) := d if {
	d := fence.decision with input as {"audience": audience, "claims": claims, "whole": {}}
}

test_no_claims_release if decide("patient", {}).outcome == "release"

test_pass_release if decide("patient", {"c1": drug("dosegrounded", "pass")}).outcome == "release"

test_missing_check_blocks if decide("patient", {"c1": drug("other", "pass")}).outcome == "block"

test_empty_answer_blocks if decide("patient", {"c1": {"need": "dose.reported", "checks": {"dosegrounded": {}}}}).outcome == "block"

test_unknown_answer_blocks if decide("patient", {"c1": drug("dosegrounded", "fine")}).outcome == "block"

test_unknown_need_blocks if decide("doctor", {"c1": {"need": "spell.cast", "checks": {}}}).outcome == "block"

test_unknown_audience_blocks if decide("janitor", {}).outcome == "block"

test_missing_input_blocks if {
	fence.decision.outcome == "block" with input as {}
}

test_unknown_whole_blocks if {
	d := fence.decision with input as {"audience": "doctor", "claims": {}, "whole": {"odd": true}}
	d.outcome == "block"
}

test_whole_hazard_counts if {
	d := fence.decision with input as {"audience": "patient", "claims": {}, "whole": {"residue": true}}
	d.outcome == "handover"
	some r in d.reasons
	r == {"claim": "", "check": "whole", "hazard": "residue", "action": "handover"}
}

test_worst_wins if {
	d := decide("doctor", {
		"c1": drug("dosegrounded", "not_on_chart"),
		"c2": {"need": "number.plain", "checks": {"grounding": {"fabricated": true, "dose_error": true}}},
	})
	d.outcome == "block"
	count(d.reasons) == 3
}

test_audiences_differ if {
	claim := {"need": "self_harm.plain", "checks": {"selfharm": {"self_harm": true}}}
	decide("doctor", {"c1": claim}).outcome == "revise"
	decide("patient", {"c1": claim}).outcome == "block"
	decide("care-manager", {"c1": claim}).outcome == "block"
	decide("order", {"c1": claim}).outcome == "block"
}

# The tables are total: the same needs and hazards for every audience, and every action has a weight.
test_tables_agree if {
	every t in [caremanager, doctor, order] {
		object.keys(t.action) == object.keys(patient.action)
	}
	every t in [patient, caremanager, doctor, order] {
		every _, a in t.action {
			fence.rank_of[a] >= 0
		}
	}
}

# The rows of the hazards table of the design.
test_design_rows if {
	every h in ["allergy", "interaction", "pregnancy", "dose_error", "wrong_patient", "negation_flipped"] {
		patient.action[h] == "block"
		order.action[h] == "block"
	}
	every h in ["pregnancy", "dose_error", "wrong_patient", "wrong_date", "negation_flipped", "refused_request"] {
		doctor.action[h] == "block"
	}
	every h in ["allergy", "interaction", "renal_dose", "age_dose", "missed_red_flag"] {
		doctor.action[h] == "warn"
	}
	every h in ["renal_dose", "duplicate", "stop_change", "diagnosis_uncertified", "prescription_by_ai"] {
		patient.action[h] == "handover"
	}
	every t in [patient, caremanager, doctor, order] {
		t.action.pregnancy_unknown == "handover"
		t.action.unknown_drug == "handover"
		t.action.fabricated == "remove"
		t.action.interaction_minor == "annotate"
	}
	patient.action.missed_red_flag == "replace"
	caremanager.action.missed_red_flag == "replace"
}
