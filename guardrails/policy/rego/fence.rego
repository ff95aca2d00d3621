# METADATA
# title: The fence
# description: >-
#   Decides by positive proof. Each claim names what it needs (kind.act); the audience's table names the checks
#   that this asks for; each check must have answered, and its answer must have an outcome in the table. What has
#   no row, no answer or no outcome is not proved, and what is not proved is blocked.
# scope: package
# schemas:
#   - input: schema.input
package apricot.fence

import data.apricot.audience.caremanager
import data.apricot.audience.doctor
import data.apricot.audience.order
import data.apricot.audience.patient
import data.apricot.needs

default outcome := "block"

outcome := ranked[max(ranks)] if proved

ranked := ["release", "revise", "handover", "block"]

rank_of := {"pass": 0, "annotate": 0, "warn": 1, "remove": 1, "handover": 2, "block": 3, "replace": 3}

table := patient if input.audience == "patient"

table := caremanager if input.audience == "care-manager"

table := doctor if input.audience == "doctor"

table := order if input.audience == "order"

# proved is true when every check that any claim needs has an outcome.
default proved := false

proved if {
	table
	count(needed) == count(answered)
	every hazard, _ in input.whole {
		table.action[hazard]
	}
}

needed contains [id, check] if {
	some id, claim in input.claims
	some check in needs.required[claim.need]
}

# A claim whose need has no row is needed and never answered.
needed contains [id, "no such need"] if {
	some id, claim in input.claims
	not needs.required[claim.need]
}

answered contains [id, check] if {
	some id, claim in input.claims
	some check in needs.required[claim.need]
	known(claim.checks[check])
}

# known is true when a check gave at least one answer and each has a meaning.
known(answers) if {
	count(answers) > 0
	every answer, _ in answers {
		meant(answer)
	}
}

meant("pass")

meant(answer) if table.action[answer]

# ranks holds the weight of every answer; 0 stands for a draft without claims.
ranks contains 0

ranks contains rank_of[reason.action] if some reason in reasons

reasons contains {"claim": id, "check": check, "hazard": hazard, "action": action} if {
	some id, claim in input.claims
	some check in needs.required[claim.need]
	some hazard, _ in claim.checks[check]
	action := table.action[hazard]
}

reasons contains {"claim": "", "check": "whole", "hazard": hazard, "action": action} if {
	some hazard, _ in input.whole
	action := table.action[hazard]
}

decision := {"outcome": outcome, "proved": proved, "reasons": reasons}
