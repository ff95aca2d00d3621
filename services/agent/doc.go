// Package agent holds what Apricot's agents share: gathering a patient's chart
// from the store, reading an interview back from its QuestionnaireResponse,
// and passing a draft through the fence.
package agent
