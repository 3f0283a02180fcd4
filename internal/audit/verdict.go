package audit

// Verdict is what verifying a journal found.
type Verdict struct {
	At      string `json:"at"`      // RFC 3339: when it was verified
	From    int64  `json:"from"`    // the record after which verifying began; 0: it is about the whole journal
	Records int64  `json:"records"` // how many records the journal has, up to the first bad one
	Intact  bool   `json:"intact"`
	First   int64  `json:"first"`  // sequence number of the first record that does not fit; 0 when intact
	Reason  string `json:"reason"` // how it does not fit
	Head    string `json:"head"`   // hash of the last record

	Key           string   `json:"key"`      // fingerprint of the key that signed the newest head; empty: nothing is signed
	SignedTo      int64    `json:"signedTo"` // the record of the newest head
	SignedAt      string   `json:"signedAt"`
	Unsigned      int64    `json:"unsigned"`      // records without a signature of their own
	FirstUnsigned int64    `json:"firstUnsigned"` // the first of them
	Unchecked     []string `json:"unchecked"`     // keys of earlier times, in words: nobody here can say whose they were
	Notes         []string `json:"notes"`         // what was found wrong before, and is kept outside the file
	Continues     string   `json:"continues"`     // the file in which the journal began, when it was in another format
}

// State is how the journal stands.
type State struct {
	ID         string   `json:"id"`
	Path       string   `json:"path"`
	Records    int64    `json:"records"`
	Problem    string   `json:"problem"`    // why nothing can be recorded
	Key        string   `json:"key"`        // fingerprint of the key that signs now; empty until it is there
	Lasting    bool     `json:"lasting"`    // the key outlives this session
	Anchored   string   `json:"anchored"`   // RFC 3339: when the head was last kept outside the file; empty: never
	AnchoredTo int64    `json:"anchoredTo"` // the record of that head
	Checked    *Verdict `json:"checked"`    // what was found at the start, or by the last verifying; nil until then
}
