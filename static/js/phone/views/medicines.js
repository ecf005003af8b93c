// The medicines as the server drew them when it was last heard.

export function draw({ pocket }) {
  return pocket.medicines && { ...pocket.medicines, tab: "plan" };
}
