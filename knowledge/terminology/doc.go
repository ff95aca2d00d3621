// Package terminology takes up the code tables that a hospital licenses itself:
// full ICD-10, SNOMED CT, China's national tables of diagnoses and medicines.
// A table gives each code its name and, where the name or the table says so,
// the concept of the graph that it means. Nothing of a licensed table is shipped.
package terminology
