package lexicon

import "testing"

// TestHowOftenIsNotHowLong: a day with seven or eight stools is no illness of one
// day, and the length of time that is told beside it is read.
func TestHowOftenIsNotHowLong(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"腹泻一天七八次", ">diarrhoea"},
		{"拉肚子，一天拉七八次", "diarrhoea diarrhoea"},
		{"腹泻一天三四次，有半个月了", ">diarrhoea >duration_days=15d"},
		{"头疼，一个月犯两三回", "headache"},
		{"头疼一天到晚不停", ">headache"},
		{"diarrhoea ten times a day", ">diarrhoea"},
		{"diarrhoea twice a day for a week", ">diarrhoea >duration_days=7d"},
		{"呕吐一天了，吐了三次", ">vomiting >duration_days=1d vomiting"},
		{"头疼三天吐了两次", ">headache >duration_days=3d >vomiting"},
	})
}

// TestHalfAnHourIsHalfAnHour: the hour in it is no length of its own.
func TestHalfAnHourIsHalfAnHour(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"headache for half an hour", ">headache >duration_days=0.021d"},
		{"headache an hour and a half now", ">headache >duration_days=0.063d"},
		{"headache for a month and a half", ">headache >duration_days=45d"},
		{"headache for a week and a half", ">headache >duration_days=10.5d"},
	})
}

// TestTwoFiguresSideBySideAreRough: 三四天 is three or four days and not
// thirty-four; the larger is read, as of 3-4天. Figures said one by one are a
// number as ever.
func TestTwoFiguresSideBySideAreRough(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"咳嗽三四天了", ">cough >duration_days=4d"},
		{"头疼三五天了", ">headache >duration_days=5d"},
		{"头疼，七八天了", "headache >duration_days=8d"},
		{"咳嗽两三个星期", ">cough >duration_days=21d"},
		{"咳嗽一两个月了", ">cough >duration_days=60d"},
		{"尿频一二十年了", ">urinary_frequency >duration_days=7300d"},
		{"头疼二三十分钟", ">headache >duration_days=0.021d"},
		{"咳嗽十七八天", ">cough >duration_days=18d"},
		{"心跳八九十下", "heart_rate=90/min"},
		{"我女儿七八岁", "~age=8a"},
	})
	for text, want := range map[string]float64{"一二零": 120, "九八": 98, "三八": 38, "三七点五": 37.5, "七八": 78, "三四天": 4, "三四五天": 345, "四三天": 43, "三五回": 5, "八九十": 90, "一百二三": 130} {
		if got, _, ok := numberAt(text, 0); !ok || got != want {
			t.Errorf("%s is %g, want %g", text, got, want)
		}
	}
}
