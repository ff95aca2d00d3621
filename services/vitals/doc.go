// Package vitals takes readings from wearables and home devices by HTTP and
// MQTT, checks them, stores them as Observations and raises alerts as Tasks.
// A reading is acknowledged only after the commit that keeps it.
//
// A device has a credential and a patient of its own, bound on the server; a
// patient named in a payload is never trusted. A reading is unique by device,
// metric, effective time and sequence number. What is not plausible, lies in
// the future or has an unknown unit is kept aside with its reason. Late data
// is stored and never pages.
package vitals
