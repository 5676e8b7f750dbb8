package api

// calendarMessages are the refusals about the working-day calendar.
var calendarMessages = map[string]string{}
