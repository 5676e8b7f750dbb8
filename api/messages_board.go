package api

// boardMessages are the refusals about board, statistics, audit and documents.
var boardMessages = map[string]string{}
