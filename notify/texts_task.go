package notify

var taskTexts = map[string]string{"task": "督办任务 {no}“{title}”有新的办理情况。"}
