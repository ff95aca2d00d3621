package check_test

import "testing"

// Forms and relatives of a medicine that are dosed otherwise are medicines of their own.
func TestFormsApart(t *testing.T) {
	t.Parallel()
	runRows(t, []row{
		{name: "lenalidomide", text: "来那度胺25mg口服，每日一次。", not: "dose:"},
		{name: "lenalidomide over", text: "来那度胺30mg口服，每日一次。", want: "dose:dose_range"},
		{name: "pomalidomide of lenalidomide's size", text: "泊马度胺25mg口服，每日一次。", want: "dose:dose_error"},
		{name: "goserelin", text: "戈舍瑞林10.8mg皮下注射。", not: "dose:"},
		{name: "goserelin over", text: "戈舍瑞林11mg皮下注射。", want: "dose:dose_range"},
		{name: "triptorelin", text: "曲普瑞林3.75mg肌注，每28天一次。", not: "dose:"},
		{name: "triptorelin tenfold", text: "曲普瑞林37.5mg肌注。", want: "dose:dose_range"},
		{name: "albumin-bound paclitaxel", text: "白蛋白结合型紫杉醇600mg静脉滴注。", not: "dose:"},
		{name: "paclitaxel, as much", text: "紫杉醇600mg静脉滴注。", want: "dose:dose_range"},
		{name: "doxorubicin", text: "多柔比星120mg静脉注射。", not: "dose:"},
		{name: "doxorubicin in liposomes, as much", text: "多柔比星脂质体120mg静脉滴注。", want: "dose:dose_range"},
		{name: "bleomycin, units of the FDA", text: "博来霉素15单位肌注。", not: "dose:"},
		{name: "bleomycin, units of the EMA", text: "博来霉素15000单位肌注。", not: "dose:"},
		{name: "bleomycin between them", text: "博来霉素150单位肌注。", want: "dose:dose_range"},
		{name: "bleomycin far between them", text: "博来霉素300单位肌注。", want: "dose:dose_error"},
		{name: "bleomycin tenfold", text: "博来霉素150mg静脉注射。", want: "dose:dose_range"},
		{name: "edaravone and dexborneol under the tongue", text: "依达拉奉右莰醇36mg舌下含服，每日2次。", not: "dose:"},
		{name: "lumbrokinase", text: "蚓激酶60万单位口服，每日3次。", not: "dose:"},
		{name: "lumbrokinase tenfold", text: "蚓激酶600万单位口服，每日3次。", want: "dose:dose_error"},
	})
}
