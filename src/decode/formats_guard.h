/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What libtraceevent may be given to print. It evaluates an event's print format with numbers from
 * the record: the length of an array, a divisor, the width of a column, and takes them for right.
 * A record that lies about one of them must not come that far.
 */
#ifndef SYSTRAIL_DECODE_FORMATS_GUARD_H
#define SYSTRAIL_DECODE_FORMATS_GUARD_H

#include "decode/formats_private.h"

/*
 * How far the print format of @event can be trusted. One that cannot be is marked as if it had not
 * been understood, so that libtraceevent leaves it alone.
 */
enum formats_trust formats_guard_event(struct tep_event *event);

/*
 * Lets go of a plugin for an event that only the kernel's own formats and records are safe with: it
 * believes them how long an array is.
 */
void formats_guard_handler(struct tep_event *event);

/*
 * Whether a record of an event that is FORMATS_CHECKED, and whose fields are whole, can be printed
 * without a step outside of it.
 */
bool formats_guard_record(struct tep_event *event, const void *raw, size_t raw_len);

#endif
