package previsit

import (
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// askWhom asks whether the holder of the link is the one who is unwell.
func (s *Service) askWhom() *asking {
	a := s.phrased(agent.AskWhom, KindChoice, "phrase.ask_whom", false)
	a.options = []choice{s.phraseChoice(agent.WhomHolder, "phrase.whom_holder"), s.phraseChoice(agent.WhomOther, "phrase.whom_other")}
	return a
}

// placeOther is where an interview about somebody else than the holder of the link
// stands: nothing more is asked, and only what is dangerous is acted on, with
// nothing of the holder's record behind it.
func (s *Service) placeOther(p position, iv agent.Interview) position {
	theirs := s.teller.Place(s.teller.Theirs(iv, s.Now())).Assessment
	switch {
	case iv.Status == agent.StatusConfirmed:
	case theirs.Level <= 2 && theirs.Why != reason.NoComplaint:
		p.status, p.assessment = agent.StatusEmergency, theirs
	default:
		p.status = agent.StatusReview // with no urgency: none is the holder's
	}
	return p
}

// aboutWhom is what staff who are called have to know of whom it is about, as an
// id of the graph; empty where nothing speaks of somebody else.
func (p position) aboutWhom() string {
	switch {
	case p.story.Other:
		return "phrase.about_other"
	case p.story.OfAnother && !p.story.Asked[agent.AskWhom]:
		return "phrase.about_perhaps"
	}
	return ""
}

// summaryOther is what is left of a story about somebody else: its words, marked
// as such, and the way to that person's own link.
func (r *renderer) summaryOther() *Summary {
	return &Summary{
		LevelLabel: r.phrase("phrase.about_other"), LevelText: r.phrase("phrase.about_other_text"),
		DepartmentLabel: r.phrase("phrase.information_desk"),
		Sections:        []Section{{ID: "chief", Title: r.phrase("phrase.about_other"), Items: r.told()}},
		AILabel:         r.phrase("phrase.ai_label"), Other: true,
	}
}
