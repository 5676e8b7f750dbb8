export type Colour = '' | 'green' | 'yellow' | 'red' | 'blue' | 'grey'
