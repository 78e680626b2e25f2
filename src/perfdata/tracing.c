/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes the tracing data of a recording apart; see tracing.h. */
#include "perfdata/tracing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char magic[] = "\x17\x08\x44tracing";

/* What is left to read. */
struct reading {
	const char *p;
	size_t left;
};

static int read_bytes(struct reading *r, uint64_t len, struct perfdata_bytes *out)
{
	if (len > r->left)
		return -EBADMSG;
	*out = (struct perfdata_bytes){ r->p, (size_t)len };
	r->p += len;
	r->left -= (size_t)len;
	return 0;
}

/* Numbers are in the byte order of the machine that recorded, which is ours: others are refused. */
static int read_number(struct reading *r, void *number, size_t size)
{
	struct perfdata_bytes bytes;
	int err = read_bytes(r, size, &bytes);

	if (!err)
		memcpy(number, bytes.p, size);
	return err;
}

static int read_u32(struct reading *r, uint32_t *v)
{
	return read_number(r, v, sizeof(*v));
}

static int read_string(struct reading *r, struct perfdata_bytes *out)
{
	const char *end = memchr(r->p, '\0', r->left);
	struct perfdata_bytes nul;

	if (!end)
		return -EBADMSG;
	read_bytes(r, (uint64_t)(end - r->p), out);
	return read_bytes(r, 1, &nul);
}

/* Bytes behind their size. */
static int read_block64(struct reading *r, struct perfdata_bytes *out)
{
	uint64_t len = 0;
	int err = read_number(r, &len, sizeof(len));

	return err ? err : read_bytes(r, len, out);
}

static int read_block32(struct reading *r, struct perfdata_bytes *out)
{
	uint32_t len = 0;
	int err = read_u32(r, &len);

	return err ? err : read_bytes(r, len, out);
}

/* The same behind the name that they must have. */
static int read_header_file(struct reading *r, const char *name, struct perfdata_bytes *out)
{
	struct perfdata_bytes found;
	int err = read_string(r, &found);

	if (err)
		return err;
	if (strcmp(found.p, name) != 0)
		return -EBADMSG;
	return read_block64(r, out);
}

/* Magic, version, byte order, sizes of a long and a page. @cmdlines: whether they come at the end. */
static int read_machine(struct reading *r, struct perfdata_tracing *t, bool *cmdlines)
{
	struct perfdata_bytes bytes;
	int err = read_bytes(r, sizeof(magic) - 1, &bytes);

	if (err || memcmp(bytes.p, magic, bytes.len) != 0)
		return -EBADMSG;
	err = read_string(r, &bytes);
	if (err || (strcmp(bytes.p, "0.5") != 0 && strcmp(bytes.p, "0.6") != 0))
		return -EBADMSG;
	*cmdlines = bytes.p[2] == '6';
	err = read_bytes(r, 2, &bytes);
	if (err)
		return err;
	t->big_endian = bytes.p[0] == 1;
	t->long_bytes = (uint8_t)bytes.p[1];
	if (bytes.p[0] != 0 || (t->long_bytes != 4 && t->long_bytes != 8))
		return -EBADMSG;
	return read_u32(r, &t->page_bytes);
}

/* Room for one more; @cap: of how many there is. */
static int grow(struct perfdata_tracing *t, size_t *cap)
{
	size_t more = *cap ? *cap * 2 : 64;
	struct perfdata_format *v;

	if (t->format_cnt < *cap)
		return 0;
	v = reallocarray(t->formats, more, sizeof(*v));
	if (!v)
		return -ENOMEM;
	t->formats = v;
	*cap = more;
	return 0;
}

/* A count, and as many formats. Each has eight bytes at least, so that no count is believed. */
static int read_system(struct reading *r, struct perfdata_tracing *t, size_t *cap,
		       struct perfdata_bytes system)
{
	uint32_t cnt = 0;
	int err = read_u32(r, &cnt);

	for (; cnt && !err; cnt--) {
		struct perfdata_format format = { .system = system };

		err = read_block64(r, &format.text);
		if (!err)
			err = grow(t, cap);
		if (!err)
			t->formats[t->format_cnt++] = format;
	}
	return err;
}

static int read_formats(struct reading *r, struct perfdata_tracing *t)
{
	static const struct perfdata_bytes ftrace = { "ftrace", 6 };
	uint32_t system_cnt = 0;
	size_t cap = 0;
	int err = read_system(r, t, &cap, ftrace);

	if (!err)
		err = read_u32(r, &system_cnt);
	for (; system_cnt && !err; system_cnt--) {
		struct perfdata_bytes system;

		err = read_string(r, &system);
		if (!err)
			err = read_system(r, t, &cap, system);
	}
	return err;
}

int perfdata_tracing_parse(struct perfdata_tracing *t, const void *data, size_t size)
{
	struct reading r = { data, size };
	bool cmdlines = false;
	int err;

	*t = (struct perfdata_tracing){ 0 };
	if (!size)
		return -EBADMSG;
	err = read_machine(&r, t, &cmdlines);
	if (!err)
		err = read_header_file(&r, "header_page", &t->header_page);
	if (!err)
		err = read_header_file(&r, "header_event", &t->header_event);
	if (!err)
		err = read_formats(&r, t);
	if (!err)
		err = read_block32(&r, &t->kallsyms);
	if (!err)
		err = read_block32(&r, &t->printk);
	if (!err && cmdlines)
		err = read_block64(&r, &t->cmdlines);
	return err;
}

void perfdata_tracing_fini(struct perfdata_tracing *t)
{
	free(t->formats);
	*t = (struct perfdata_tracing){ 0 };
}
