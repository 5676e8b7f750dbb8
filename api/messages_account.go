package api

// accountMessages are the refusals about accounts, sessions and owner teams.
var accountMessages = map[string]string{}
