/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracing data of a recording, or the text of one format, and records of all events in it that
 * are as odd.
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "decode/formats.h"

enum { RECORDS = 6, RECORD_BYTES_MAX = 512, EVENTS_MAX = 64 };

struct target {
	struct formats *f;
	const uint8_t *data; /* the input, which records are made of, too */
	size_t size;
	size_t at;
	unsigned int event_cnt;
};

static uint8_t next_byte(struct target *t)
{
	return t->size ? t->data[t->at++ % t->size] : 0;
}

/* Zeros, ones, or something from the input; with the id in front. */
static void fill_record(struct target *t, unsigned int kind, uint32_t id, uint8_t *raw, size_t len)
{
	uint16_t id16 = (uint16_t)id;

	if (kind < 2)
		memset(raw, kind ? 0xff : 0, len);
	for (size_t i = 0; i < len && kind >= 2; i++)
		raw[i] = kind % 2 ? next_byte(t) : next_byte(t) & 0x1f;
	/* Small offsets and lengths, so that words that say where something is are right at times. */
	for (size_t i = 8; i + 4 <= len && kind == 5; i += 4)
		memcpy(raw + i, (uint8_t[]){ next_byte(t), 0, 4, 0 }, 4);
	memcpy(raw, &id16, len < 2 ? len : 2);
}

static void pass_field(void *arg, const struct formats_field *field)
{
	size_t *sum = arg;

	*sum += strlen(field->name) + field->bytes_cnt;
	for (size_t i = 0; i < field->bytes_cnt && field->bytes; i++)
		*sum += ((const uint8_t *)field->bytes)[i];
}

static void show_record(struct target *t, const uint8_t *raw, size_t len)
{
	struct formats_record r = { .raw = raw, .raw_len = len, .time_ns = 1, .cpu = INT32_MAX };
	struct formats_field field;
	char line[1024];
	struct text text;
	size_t sum = 0;

	text_init(&text, line, sizeof(line));
	formats_format_record(t->f, &text, &r);
	formats_each_field(t->f, &r, pass_field, &sum);
	if (!formats_find_field(t->f, &r, "common_pid", &field))
		pass_field(&sum, &field);
}

static void describe(void *arg, const char *type, const char *name)
{
	*(size_t *)arg += strlen(type) + strlen(name);
}

static int show_event(void *arg, const struct formats_event *event)
{
	struct target *t = arg;
	uint32_t offset, size;
	size_t sum = 0;
	bool printed;

	formats_describe(t->f, event->id, describe, &sum, &printed);
	formats_field(t->f, event->system, event->name, "common_pid", &offset, &size);
	formats_explain_filter(t->f, event->id, "common_pid == 1 && comm ~ \"a*\"", NULL);
	for (unsigned int kind = 0; kind < RECORDS; kind++) {
		size_t len = kind < 2 ? 64u << kind : next_byte(t) * 2u;
		/* Memory of exactly that length: nobody may look behind it. */
		uint8_t *raw = malloc(len ? len : 1);

		if (!raw)
			return -1;
		fill_record(t, kind, event->id, raw, len);
		show_record(t, raw, len);
		free(raw);
	}
	return ++t->event_cnt >= EVENTS_MAX;
}

/* Text that begins as a format is one of test:NAME. */
static bool read_text(struct perfdata_tracing *tracing, struct perfdata_format *format,
		      const uint8_t *data, size_t size)
{
	if (size < 6 || memcmp(data, "name: ", 6) != 0)
		return false;
	*format = (struct perfdata_format){
		.system = { "test", 4 },
		.text = { (const char *)data, size },
	};
	*tracing = (struct perfdata_tracing){
		.long_bytes = 8,
		.page_bytes = 4096,
		.formats = format,
		.format_cnt = 1,
	};
	return true;
}

static void look_at(const struct perfdata_tracing *tracing, const uint8_t *data, size_t size)
{
	struct target t = { .data = data, .size = size };
	struct decode_layout layout = { 0 };
	uint32_t offsets[SYSCALL_ARGS_MAX];

	t.f = formats_from_tracing(tracing, NULL);
	if (!t.f)
		return;
	formats_raw_syscalls(t.f, NULL, &layout);
	formats_user_strings(t.f, "openat", offsets);
	/* Twice: what formats_prepare() learns shows in records. */
	formats_match_events(t.f, "*:*", NULL, show_event, &t);
	formats_prepare(t.f, NULL);
	formats_match_events(t.f, "*:*", NULL, show_event, &t);
	formats_match_events(t.f, "sched:nothing", NULL, show_event, &t);
	formats_close(t.f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct perfdata_tracing tracing;
	struct perfdata_format format;

	if (read_text(&tracing, &format, data, size)) {
		look_at(&tracing, data, size);
		return 0;
	}
	perfdata_tracing_parse(&tracing, data, size);
	look_at(&tracing, data, size);
	perfdata_tracing_fini(&tracing);
	return 0;
}
