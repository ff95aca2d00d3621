package check_test

import "testing"

// Into the spine and the eye a tenth of what is usual elsewhere is right, and what is
// usual elsewhere kills or blinds.
func TestSpineAndEye(t *testing.T) {
	t.Parallel()
	child := []with{aged(6), measured("find.weight", 20, "kg")}
	runRows(t, []row{
		{name: "at the limit of the spine", text: "甲氨蝶呤15mg鞘内注射。", not: "dose:"},
		{name: "over it", text: "甲氨蝶呤16mg鞘内注射。", want: "dose:dose_range"},
		{name: "tenfold in the spine", text: "甲氨蝶呤150mg鞘内注射。", want: "dose:dose_error"},
		{name: "IT", text: "Methotrexate 12 mg IT.", not: "dose:"},
		{name: "tenfold IT", text: "Methotrexate 120 mg IT.", want: "dose:dose_error"},
		{name: "a child's", text: "甲氨蝶呤12mg鞘内注射。", chart: child, not: "dose"},
		{name: "kidneys and the spine", text: "甲氨蝶呤12mg鞘内注射。", chart: []with{measured("find.crcl", 50, "mL/min")}, not: "renaldose:"},
		{name: "of one syringe", text: "甲氨蝶呤50mg+地塞米松5mg 鞘内注射。", want: "dose:dose_error"},
		{name: "of one syringe, right", text: "甲氨蝶呤12mg+阿糖胞苷50mg+地塞米松5mg 鞘内注射。", not: "dose:"},
		{name: "in a high dose into a vein", text: "甲氨蝶呤5g静脉滴注。", not: "dose:"},
		{name: "cytarabine", text: "阿糖胞苷150mg鞘内注射。", not: "dose:"},
		{name: "cytarabine over", text: "阿糖胞苷200mg鞘内注射。", want: "dose:dose_range"},
		{name: "cytarabine of a vein", text: "Cytarabine 2 g intrathecally.", want: "dose:dose_error"},
		{name: "levobupivacaine", text: "左布比卡因15mg蛛网膜下腔注射。", not: "dose:"},
		{name: "levobupivacaine of the epidural space", text: "左布比卡因75mg蛛网膜下腔注射。", want: "dose:dose_error"},
		{name: "levobupivacaine, no route", text: "左布比卡因75mg硬膜外注射。", not: "dose:dose_error"},
		{name: "morphine in tenths", text: "吗啡0.3mg鞘内注射。", not: "dose:"},
		{name: "morphine as for a vein", text: "吗啡10mg鞘内注射。", want: "dose:dose_error"},
		{name: "dexamethasone", text: "地塞米松5mg鞘内注射。", not: "dose:"},
		{name: "polymyxin B in milligrams", text: "多黏菌素B 5mg 鞘内注射。", not: "dose:"},
		{name: "polymyxin B in units", text: "多黏菌素B 5万单位 鞘内注射。", not: "dose:"},
		{name: "polymyxin B of a vein", text: "多黏菌素B 50万单位 鞘内注射。", want: "dose:dose_error"},
		{name: "polymyxin B, a vein", text: "多黏菌素B 50mg 静脉滴注 q12h。", not: "dose:dose_error"},
		{name: "vincristine", text: "长春新碱2mg静脉注射。", not: "dose:"},
		{name: "vincristine in the spine", text: "长春新碱2mg鞘内注射。", want: "dose:dose_error"},
		{name: "vincristine in the spine, of one syringe", text: "长春新碱2mg+甲氨蝶呤12mg 鞘内注射。", want: "dose:dose_error"},
		{name: "vincristine beside what is for the spine", text: "长春新碱2mg静脉注射，甲氨蝶呤12mg鞘内注射。", not: "dose:dose_error"},

		{name: "vincristine in the spine, no dose", text: "长春新碱鞘内注射。", want: "contraindication:contraindication"},
		{name: "vindesine in the spine", text: "Give vindesine intrathecally.", want: "contraindication:contraindication"},
		{name: "vincristine first", text: "鞘内注射长春新碱。", want: "contraindication:contraindication"},
		{name: "vincristine forbidden", text: "长春新碱禁止鞘内注射。", not: "contraindication:contraindication"},
		{name: "vincristine said to kill so", text: "长春新碱鞘内注射可致死。", not: "contraindication:contraindication"},
		{name: "vincristine, then another", text: "长春新碱静脉注射，甲氨蝶呤鞘内注射。", not: "contraindication:contraindication"},
		{name: "vincristine with what is for the spine", text: "Vincristine with intrathecal methotrexate.", not: "contraindication:contraindication"},
		{name: "vincristine, then into the spine", text: "Vincristine and intrathecal.", want: "contraindication:contraindication"},
		{name: "methotrexate in the spine", text: "甲氨蝶呤鞘内注射。", not: "contraindication:contraindication"},
		{name: "bupivacaine in a vein", text: "布比卡因静脉注射。", want: "contraindication:contraindication"},
		{name: "bupivacaine in a vein, a dose", text: "布比卡因20mg静脉注射。", want: "dose:dose_error"},
		{name: "bupivacaine beside what is for a vein", text: "布比卡因10mg腰麻，开放静脉通道补液。", not: "dose:dose_error"},
		{name: "bupivacaine beside what is for a vein, en", text: "Spinal bupivacaine 10 mg, then IV fluids.", not: "dose:dose_error"},
		{name: "bupivacaine beside a vein, no dose", text: "布比卡因腰麻，静脉注射麻黄碱。", not: "contraindication:contraindication"},
		{name: "bupivacaine in the wound", text: "Wound infiltration with bupivacaine and IV paracetamol.", not: "contraindication:contraindication"},
		{name: "bupivacaine in the spine", text: "布比卡因鞘内注射。", not: "contraindication:contraindication"},
		{name: "a depot in a vein", text: "苄星青霉素静脉滴注。", want: "contraindication:contraindication"},
		{name: "a depot in muscle", text: "苄星青霉素肌注。", not: "contraindication:contraindication"},
		{name: "an ionic contrast medium", text: "泛影葡胺鞘内注射。", want: "contraindication:contraindication"},
		{name: "iohexol", text: "碘海醇鞘内注射10ml。", not: "dose:dose_error"},
		{name: "iopromide", text: "碘普罗胺鞘内注射10ml。", want: "dose:dose_error"},

		{name: "atropine again", text: "Atropine 0.5 mg IV, repeat after 5 minutes.", not: "dose:dose_error"},
		{name: "atropine in PEA", text: "Atropine 1 mg IV in PEA.", want: "dose:dose_error"},
		{name: "the eye", text: "雷珠单抗0.5mg玻璃体腔注射。", not: "dose:"},
		{name: "the eye over", text: "雷珠单抗0.6mg玻璃体腔注射。", want: "dose:dose_range"},
		{name: "the eye tenfold", text: "雷珠单抗5mg玻璃体腔注射。", want: "dose:dose_error"},
		{name: "of the eye in a vein", text: "雷珠单抗0.5mg静脉注射。", want: "dose:dose_error"},
		{name: "aflibercept", text: "Aflibercept 8 mg intravitreally.", not: "dose:"},
		{name: "aflibercept over", text: "Aflibercept 10 mg intravitreally.", want: "dose:dose_range"},
		{name: "bevacizumab in the eye", text: "贝伐珠单抗1.25mg玻璃体腔注射。", not: "dose:"},
		{name: "bevacizumab tenfold in the eye", text: "贝伐珠单抗12.5mg玻璃体腔注射。", want: "dose:dose_error"},
		{name: "bevacizumab in a vein", text: "贝伐珠单抗400mg静脉滴注。", not: "dose:"},
		{name: "no row for the eye", text: "庆大霉素80mg玻璃体腔注射。", want: "dose:dose_range"},
	})
}
