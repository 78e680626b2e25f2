/* SPDX-License-Identifier: GPL-2.0-only */
/* Can a program use libtraceevent: parse an event's format and find a field in it? */
#include <event-parse.h>

int main(void)
{
	struct tep_handle *tep = tep_alloc();
	struct tep_event *event = NULL;
	struct tep_format_field *field = NULL;

	if (tep && !tep_parse_format(tep, &event, "", 0, "raw_syscalls"))
		field = tep_find_field(event, "id");
	tep_free(tep);
	return !field;
}
