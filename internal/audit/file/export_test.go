package file

// Whole sets how long a journal may be to be verified from its beginning at every start.
func Whole(j *Journal, records int64) { j.whole = records }
