/** The timeline of an incident at its source. A courtesy: what stands there can be changed and deleted. */
export interface IncidentTimeline {
  /**
   * Adds the note unless the very same one stands there already; `gone`: the source has no such incident. Throws SourceUnavailable: it may have been added
   * then, which the next call finds.
   */
  addNote(incidentId: string, text: string): Promise<'there' | 'gone'>;
}
