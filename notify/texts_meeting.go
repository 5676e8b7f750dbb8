package notify

var meetingTexts = map[string]string{"meeting": "{title}有新的安排，请查看。"}
