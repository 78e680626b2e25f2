/* SPDX-License-Identifier: GPL-2.0-only */
/* A plugin of libtraceevent, for the event test:named. Its library is the test program's. */
#include <event-parse.h>
#include <trace-seq.h>

static int format(struct trace_seq *s, struct tep_record *record, struct tep_event *event,
		  void *context)
{
	unsigned long long number;

	(void)context;
	if (tep_get_field_val(s, event, "number", record, &number, 1))
		return -1;
	trace_seq_printf(s, "the plugin says %llu", number);
	return 0;
}

__attribute__((visibility("default"))) int TEP_PLUGIN_LOADER(struct tep_handle *tep);

int TEP_PLUGIN_LOADER(struct tep_handle *tep)
{
	tep_register_event_handler(tep, -1, "test", "named", format, NULL);
	return 0;
}
