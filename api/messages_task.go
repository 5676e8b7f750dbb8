package api

// taskMessages are the refusals about tasks and task forces.
var taskMessages = map[string]string{}
