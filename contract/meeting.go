package contract

// Names of what opens the meetings of a series when their time has come.
const (
	OpenMeetingsWorkflow = "open_meetings"
	OpenMeetingsActivity = "open_meetings"
)

// OpenMeetings asks for the missing meetings of one series.
type OpenMeetings struct {
	Series string `json:"series"`
}

// SeriesSchedule is the id of the Schedule that wakes a series.
func SeriesSchedule(series string) string { return "meetings/" + series }

// OpenRequest is the request id under which a series plans the meeting of a
// month, so that it is planned once.
func OpenRequest(series, period string) string { return "series:" + series + ":" + period }
