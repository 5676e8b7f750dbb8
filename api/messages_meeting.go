package api

// meetingMessages are the refusals about meetings.
var meetingMessages = map[string]string{}
