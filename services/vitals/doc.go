// Package vitals takes readings from wearables and home devices by HTTP and
// MQTT, checks them, stores them as Observations and raises alerts as Tasks.
// A reading is acknowledged only after the commit that keeps it.
//
// A device has a credential and a patient of its own, bound on the server; a
// patient named in a payload is never trusted: one that is not the device's own
// refuses what was sent. A reading is unique by device,
// metric, effective time and sequence number. What is not plausible, lies in
// the future or has an unknown unit is kept aside with its reason. Late data
// is stored and never pages.
//
// Readings that come by FHIR, HL7 v2 or a file are stored as their sender wrote
// them, and Watch, which follows the change feed, alerts of them alike, once for
// each. Laboratory results and what is marked as an error are left alone.
package vitals
