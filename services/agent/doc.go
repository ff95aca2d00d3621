// Package agent holds what Apricot's agents share: gathering a patient's chart
// from the store, reading an interview back from its QuestionnaireResponse,
// what a dialogue asks next, and passing a draft through the fence.
package agent
