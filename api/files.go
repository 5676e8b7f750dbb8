package api

// filesPath is where files are; they are never compressed again.
const filesPath = "/api/files/"
