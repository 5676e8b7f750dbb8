package api

// registerMessages are the refusals about projects, enterprises and start events.
var registerMessages = map[string]string{}
