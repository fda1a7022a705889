/**
 * Makes the children of one element like those of another, touching only what differs: a selection, a scroll position
 * and whatever a screen reader stands on stay where they are.
 */
export function mendChildren(element: Element, wanted: Element): void {
  const fresh = [...wanted.childNodes];
  for (const [index, node] of fresh.entries()) {
    const old = element.childNodes[index];
    if (!old) element.append(node);
    else if (!mendNode(old, node)) old.replaceWith(node);
  }
  while (element.childNodes.length > fresh.length) element.lastChild?.remove();
}

/** Takes over the attributes named. */
export function mendAttributes(element: Element, wanted: Element, names: Iterable<string>): void {
  for (const name of names) {
    const value = wanted.getAttribute(name);
    if (value === element.getAttribute(name)) continue;
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}

/** Makes one node like another; false when they are of different kinds. */
export function mendNode(old: ChildNode, wanted: ChildNode): boolean {
  if (old instanceof Text && wanted instanceof Text) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return true;
  }
  if (!(old instanceof HTMLElement) || !(wanted instanceof HTMLElement) || old.tagName !== wanted.tagName) return false;
  // As an attribute, style would be refused by the content security policy.
  const names = new Set([...old.getAttributeNames(), ...wanted.getAttributeNames()]);
  names.delete('style');
  mendAttributes(old, wanted, names);
  if (old.style.cssText !== wanted.style.cssText) old.style.cssText = wanted.style.cssText;
  mendChildren(old, wanted);
  return true;
}
