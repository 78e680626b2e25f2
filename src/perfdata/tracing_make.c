/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracing data as bytes; see tracing.h. */
#include "perfdata/tracing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "perfdata/blob.h"

#define FTRACE_SYSTEM "ftrace"

static bool same(struct perfdata_bytes a, struct perfdata_bytes b)
{
	return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

static bool is_ftrace(struct perfdata_bytes system)
{
	return same(system, (struct perfdata_bytes){ FTRACE_SYSTEM, strlen(FTRACE_SYSTEM) });
}

/* By system; within one as they were given, since they lie in one array. */
static int compare_formats(const void *a, const void *b)
{
	const struct perfdata_format *x = *(const struct perfdata_format *const *)a;
	const struct perfdata_format *y = *(const struct perfdata_format *const *)b;
	size_t min = x->system.len < y->system.len ? x->system.len : y->system.len;
	int order = min ? memcmp(x->system.p, y->system.p, min) : 0;

	if (!order)
		order = (x->system.len > y->system.len) - (x->system.len < y->system.len);
	return order ? order : (x > y) - (x < y);
}

static void put_sized(struct blob *b, struct perfdata_bytes bytes)
{
	blob_u64(b, bytes.len);
	blob_mem(b, bytes.p, bytes.len);
}

static void put_sized_u32(struct blob *b, struct perfdata_bytes bytes)
{
	blob_u32(b, (uint32_t)bytes.len);
	blob_mem(b, bytes.p, bytes.len);
}

static void put_header(struct blob *b, const struct perfdata_tracing *t)
{
	static const char magic[] = "\x17\x08\x44tracing"
				    "0.6";
	const uint16_t one = 1;
	uint8_t order = *(const uint8_t *)&one == 0; /* 1: big-endian */

	blob_mem(b, magic, sizeof(magic));
	blob_mem(b, &order, sizeof(order));
	blob_mem(b, &t->long_bytes, sizeof(t->long_bytes));
	blob_u32(b, t->page_bytes);
	blob_mem(b, "header_page", sizeof("header_page"));
	put_sized(b, t->header_page);
	/* Nobody needs it: it describes the ring buffer of ftrace. */
	blob_mem(b, "header_event", sizeof("header_event"));
	blob_u64(b, 0);
}

/* @formats are those of one system. */
static void put_formats(struct blob *b, const struct perfdata_format *const *formats, size_t cnt)
{
	blob_u32(b, (uint32_t)cnt);
	for (size_t i = 0; i < cnt; i++)
		put_sized(b, formats[i]->text);
}

/* @formats is sorted: how many of the @cnt are of the same system as the first. */
static size_t same_system(const struct perfdata_format *const *formats, size_t cnt)
{
	size_t n = 0;

	while (n < cnt && same(formats[n]->system, formats[0]->system))
		n++;
	return n;
}

static void put_systems(struct blob *b, const struct perfdata_format *const *formats, size_t cnt)
{
	uint32_t system_cnt = 0;
	size_t n;

	for (size_t i = 0; i < cnt; i += same_system(formats + i, cnt - i))
		system_cnt++;
	blob_u32(b, system_cnt);
	for (size_t i = 0; i < cnt; i += n) {
		n = same_system(formats + i, cnt - i);
		blob_mem(b, formats[i]->system.p, formats[i]->system.len);
		blob_zeros(b, 1);
		put_formats(b, formats + i, n);
	}
}

/* Those of ftrace itself, if @ftrace, or all the others, by system. */
static size_t choose(const struct perfdata_tracing *t, bool ftrace,
		     const struct perfdata_format **chosen)
{
	size_t cnt = 0;

	for (size_t i = 0; i < t->format_cnt; i++)
		if (is_ftrace(t->formats[i].system) == ftrace)
			chosen[cnt++] = &t->formats[i];
	qsort(chosen, cnt, sizeof(const struct perfdata_format *), compare_formats);
	return cnt;
}

int perfdata_tracing_make(const struct perfdata_tracing *t, void **data, size_t *size)
{
	/* One more, as an empty array may be NULL. */
	const struct perfdata_format **chosen =
		calloc(t->format_cnt + 1, sizeof(const struct perfdata_format *));
	struct blob b = { 0 };

	*data = NULL;
	*size = 0;
	if (!chosen)
		return -ENOMEM;
	put_header(&b, t);
	put_formats(&b, chosen, choose(t, true, chosen));
	put_systems(&b, chosen, choose(t, false, chosen));
	free(chosen);
	put_sized_u32(&b, t->kallsyms);
	put_sized_u32(&b, t->printk);
	put_sized(&b, t->cmdlines);
	if (b.failed) {
		blob_fini(&b);
		return -ENOMEM;
	}
	*data = b.data;
	*size = b.len;
	return 0;
}
