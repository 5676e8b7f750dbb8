package store

import "github.com/diaodu/diaodu/domain/casefile"

// nouns holds every kind of case; each is described in its own file.
var nouns = map[casefile.Kind]noun{
	casefile.Issue:   issueNoun,
	casefile.Meeting: meetingNoun,
	casefile.Task:    taskNoun,

	casefile.Approval: approvalNoun,
	casefile.Plan:     planNoun,
}
