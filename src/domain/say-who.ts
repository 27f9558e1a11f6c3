/** Whom a sentence is about, in the forms that sentences need. */
export interface Who {
  /** At the start of a sentence. */
  is: string;
  isNot: string;
  opened: string;
  /** Within one. */
  isWithin: string;
  whose: string;
  whom: string;
  /** Of someone who was named already. */
  their: string;
}

/** The reader. */
export const YOU: Who = {
  is: "You're",
  isNot: "You're not",
  opened: 'You opened',
  isWithin: "you're",
  whose: 'your',
  whom: 'you',
  their: 'your',
};

/** Somebody else, by a name that may be shown as it is. */
export function whoIsCalled(name: string): Who {
  return {
    is: `${name} is`,
    isNot: `${name} isn't`,
    opened: `${name} opened`,
    isWithin: `${name} is`,
    whose: `${name}'s`,
    whom: name,
    their: 'their',
  };
}
