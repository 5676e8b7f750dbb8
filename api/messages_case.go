package api

// caseMessages are the refusals about acts on any case, and the engine.
var caseMessages = map[string]string{}
