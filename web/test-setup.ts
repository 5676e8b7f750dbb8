// The browser of the tests stands far from China on purpose: a date that leans
// on the browser's zone is wrong here and shows.
process.env.TZ = 'America/Los_Angeles'
