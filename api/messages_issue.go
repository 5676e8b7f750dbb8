package api

// issueMessages are the refusals about issues.
var issueMessages = map[string]string{}
