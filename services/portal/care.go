package portal

import (
	"context"
	"time"

	"apricot.health/fhir/actor"
)

// Worklist says who needs a call today and why.
type Worklist struct {
	GeneratedAt time.Time `json:"generatedAt"`
	// Patients is how many are in care, listed or not.
	Patients int        `json:"patients"`
	Items    []WorkItem `json:"items"`
	Label    string     `json:"label"`
}

// WorkItem is one patient to look after. Overdue is worked out by the server.
type WorkItem struct {
	Task    string      `json:"task"`
	Patient CarePatient `json:"patient"`
	Level   string      `json:"level" enum:"critical,high,no-data,medium,low"`
	Why     []string    `json:"why"`
	// Reasons say of each of Why that a care pathway gives what it saw and where the
	// rule stands; of any other nothing more.
	Reasons []WorkReason `json:"reasons,omitempty"`
	// Today is true where somebody should act before the day is over.
	Today     bool     `json:"today"`
	Suggested string   `json:"suggested"`
	Due       string   `json:"due,omitempty"`
	Overdue   bool     `json:"overdue"`
	Status    string   `json:"status" enum:"requested,accepted,completed"`
	Owner     string   `json:"owner,omitempty"`
	Score     *Score   `json:"score,omitempty"`
	Latest    []Latest `json:"latest"`
}

// WorkReason is what a care pathway saw: values that set an escalation off, or a check
// that is overdue.
type WorkReason struct {
	Why    string      `json:"why"`
	Values []WorkValue `json:"values,omitempty"`
	Check  bool        `json:"check"`
	// Last is when a check was last done, none for never; Due when it was due, EveryDays
	// its interval and Late by how many of these it is overdue.
	Last      string  `json:"last,omitempty"`
	Due       string  `json:"due,omitempty"`
	EveryDays int     `json:"everyDays,omitempty"`
	Late      float64 `json:"late,omitempty"`
	Source    string  `json:"source,omitempty"`
	Rule      string  `json:"rule"`
}

// WorkValue is a value that an escalation rests on; Statistic is what was made of so many
// Readings, the newest of At.
type WorkValue struct {
	Label     string    `json:"label"`
	Value     float64   `json:"value"`
	Unit      string    `json:"unit"`
	At        time.Time `json:"at"`
	Statistic string    `json:"statistic,omitempty"`
	Readings  int       `json:"readings,omitempty"`
}

// CarePatient is a patient in the worklist.
type CarePatient struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Age  *int   `json:"age,omitempty"`
	Sex  string `json:"sex"`
	// Phone is the number to call; the record may have none.
	Phone string `json:"phone,omitempty"`
}

// Score is an early-warning score. An incomplete one names what is missing.
type Score struct {
	Name     string   `json:"name"`
	Sum      int      `json:"sum"`
	Complete bool     `json:"complete"`
	Missing  []string `json:"missing"`
}

// Latest is the newest value of one metric.
type Latest struct {
	Metric string    `json:"metric"`
	Label  string    `json:"label"`
	Value  float64   `json:"value"`
	Unit   string    `json:"unit"`
	At     time.Time `json:"at"`
	Flag   string    `json:"flag,omitempty"`
}

// Trend is the course of one metric.
type Trend struct {
	Metric string  `json:"metric"`
	Label  string  `json:"label"`
	Unit   string  `json:"unit"`
	Band   *Band   `json:"band,omitempty"`
	Points []Point `json:"points"`
	// Gaps are where nothing was sent: no line is drawn over them.
	Gaps []Gap `json:"gaps"`
}

// Band is the range to show a metric against, and whose it is.
type Band struct {
	Low    *float64 `json:"low,omitempty"`
	High   *float64 `json:"high,omitempty"`
	Source string   `json:"source"`
}

// Point is one value.
type Point struct {
	T      time.Time `json:"t"`
	V      float64   `json:"v"`
	Flag   string    `json:"flag,omitempty"`
	Source string    `json:"source,omitempty"`
}

// Gap is a time without data.
type Gap struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Closing is why an item is closed.
type Closing struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000"`
}

// Care serves the worklist. The actor in ctx is the care manager.
type Care interface {
	// Worklist lists open items, or all when all is true.
	Worklist(ctx context.Context, lang string, all bool) (Worklist, error)
	Vitals(ctx context.Context, lang, patient, metric string, days int) (Trend, error)
	Acknowledge(ctx context.Context, lang, task string) (WorkItem, error)
	Close(ctx context.Context, lang, task, reason string) (WorkItem, error)
}

// ReadingResult tells what became of one reading.
type ReadingResult struct {
	Index       int    `json:"index"`
	Status      string `json:"status" enum:"stored,duplicate,quarantined,rejected"`
	Reason      string `json:"reason,omitempty"`
	Observation string `json:"observation,omitempty"`
}

// ReadingResults are the results of one batch, in its order.
type ReadingResults struct {
	Results []ReadingResult `json:"results"`
}

// NewDevice is a device and whose it is.
type NewDevice struct {
	Patient string `json:"patient" pattern:"^[A-Za-z0-9.-]{1,64}$"`
	Display string `json:"display" minLength:"1" maxLength:"200"`
}

// Credential is what a new device is given, once.
type Credential struct {
	Device   string `json:"device"`
	Username string `json:"username"`
	Password string `json:"password"`
	Topic    string `json:"topic"`
}

// Vitals takes readings of devices in.
type Vitals interface {
	// Authenticate gives the actor of a device, or Unauthenticated.
	Authenticate(ctx context.Context, device, password string) (actor.Actor, error)
	// Ingest stores a batch as it was sent: a FHIR Bundle of Observations or
	// {device, readings}. A device that is not "" may send its own readings
	// only; when it is "" the body names the device.
	Ingest(ctx context.Context, device string, body []byte) ([]ReadingResult, error)
	// Register binds a new device to a patient.
	Register(ctx context.Context, patient, display string) (Credential, error)
}
