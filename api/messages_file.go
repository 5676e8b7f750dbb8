package api

// fileMessages are the refusals about files.
var fileMessages = map[string]string{}
