package api

// calendarPhrases are the festivals by the names the State Council’s notices give them,
// and the weekdays that a refused notice is told.
var calendarPhrases = []word{
	{"元旦", "New Year"},
	{"春节", "Spring Festival"},
	{"清明节", "Qingming Festival"},
	{"劳动节", "Labour Day"},
	{"端午节", "Dragon Boat Festival"},
	{"中秋节", "Mid-Autumn Festival"},
	{"国庆节", "National Day"},
	{"星期日", "Sunday"},
	{"星期一", "Monday"},
	{"星期二", "Tuesday"},
	{"星期三", "Wednesday"},
	{"星期四", "Thursday"},
	{"星期五", "Friday"},
	{"星期六", "Saturday"},
	{"国庆节、中秋节", "National Day and Mid-Autumn Festival"},
	{"中秋节、国庆节", "Mid-Autumn Festival and National Day"},
}
