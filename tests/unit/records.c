/* SPDX-License-Identifier: GPL-2.0-only */
/* Making perf records; see records.h. */
#include "unit/records.h"

#include <stdlib.h>
#include <string.h>

/* What stands in fields that nobody reads: neither a pointer, nor a count, nor a time. */
static const uint64_t filler = 0xf1f1f1f1f1f1f1f1ull;

struct decode_layout records_layout(void)
{
	struct decode_layout l = {
		.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW,
		.sample_id_all = true,
		.enter_regs_mask = arch_abi_regs_mask(),
		.enter = { .id = 4001, .nr_offset = 8, .arg_offset = 16 },
		.exit = { .id = 4002, .nr_offset = 8, .arg_offset = 16 },
	};

	decode_prepare(&l);
	return l;
}

void bytes_put(struct bytes *b, const void *p, size_t n)
{
	uint16_t size;

	if (n > sizeof(b->data) - b->len)
		abort();
	memcpy(b->data + b->len, p, n);
	b->len += n;
	size = (uint16_t)b->len;
	memcpy(b->data + offsetof(struct perf_event_header, size), &size, sizeof(size));
}

void bytes_put_u32(struct bytes *b, uint32_t v)
{
	bytes_put(b, &v, sizeof(v));
}

void bytes_put_u64(struct bytes *b, uint64_t v)
{
	bytes_put(b, &v, sizeof(v));
}

static void begin(struct bytes *b, uint32_t type, uint16_t misc)
{
	struct perf_event_header hdr = { .type = type, .misc = misc };

	b->len = 0;
	bytes_put(b, &hdr, sizeof(hdr));
}

static void put_fillers(struct bytes *b, uint64_t sample_type)
{
	for (int i = 0; i < __builtin_popcountll(sample_type); i++)
		bytes_put_u64(b, filler);
}

/* What of an id and what follows it are in samples and trailers alike. */
static void put_id_to_cpu(struct bytes *b, uint64_t type, const struct stamp *s)
{
	if (type & PERF_SAMPLE_ID)
		bytes_put_u64(b, s->id);
	put_fillers(b, type & PERF_SAMPLE_STREAM_ID);
	if (type & PERF_SAMPLE_CPU) {
		bytes_put_u32(b, (uint32_t)s->cpu);
		bytes_put_u32(b, (uint32_t)filler);
	}
}

static void put_identifier(struct bytes *b, uint64_t type, const struct stamp *s)
{
	if (type & PERF_SAMPLE_IDENTIFIER)
		bytes_put_u64(b, s->id);
}

/* PERF_SAMPLE_READ; three values where they come as a group. */
static void put_read(struct bytes *b, uint64_t format)
{
	int cnt = format & PERF_FORMAT_GROUP ? 3 : 1;

	if (format & PERF_FORMAT_GROUP)
		bytes_put_u64(b, (uint64_t)cnt);
	put_fillers(b, format & (PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING));
	for (int i = 0; i < cnt; i++) {
		bytes_put_u64(b, filler);
		put_fillers(b, format & (PERF_FORMAT_ID | 1u << 4 /* PERF_FORMAT_LOST */));
	}
}

static void put_callchain(struct bytes *b)
{
	bytes_put_u64(b, 2);
	put_fillers(b, 3);
}

/* A raw part is padded so that what follows is aligned; the padding counts as part of it. */
static void put_raw(struct bytes *b, const void *raw, uint32_t raw_bytes)
{
	static const char zeros[8];
	uint32_t padded = (raw_bytes + 4 + 7) / 8 * 8 - 4;

	bytes_put_u32(b, padded);
	bytes_put(b, raw, raw_bytes);
	bytes_put(b, zeros, padded - raw_bytes);
}

/* The addresses are those of a page fault. */
struct addresses {
	uint64_t ip;
	uint64_t addr;
};

static const struct addresses unread = { filler, filler };

static void put_to_raw(struct bytes *b, const struct decode_layout *l, struct stamp s,
		       const struct addresses *a, const void *raw, uint32_t raw_bytes)
{
	uint64_t type = l->sample_type;

	begin(b, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_KERNEL);
	put_identifier(b, type, &s);
	if (type & PERF_SAMPLE_IP)
		bytes_put_u64(b, a->ip);
	if (type & PERF_SAMPLE_TID) {
		bytes_put_u32(b, (uint32_t)s.pid);
		bytes_put_u32(b, (uint32_t)s.tid);
	}
	if (type & PERF_SAMPLE_TIME)
		bytes_put_u64(b, s.time_ns);
	if (type & PERF_SAMPLE_ADDR)
		bytes_put_u64(b, a->addr);
	put_id_to_cpu(b, type, &s);
	put_fillers(b, type & PERF_SAMPLE_PERIOD);
	if (type & PERF_SAMPLE_READ)
		put_read(b, l->read_format);
	if (type & PERF_SAMPLE_CALLCHAIN)
		put_callchain(b);
	if (type & PERF_SAMPLE_RAW)
		put_raw(b, raw, raw_bytes);
}

/* The last field of those that we know, also behind the registers. */
static void put_cgroup(struct bytes *b, const struct decode_layout *l, struct stamp s)
{
	if (l->sample_type & PERF_SAMPLE_CGROUP)
		bytes_put_u64(b, s.cgroup_id);
}

void bytes_sample(struct bytes *b, const struct decode_layout *l, struct stamp s, const void *raw,
		  uint32_t raw_bytes)
{
	put_to_raw(b, l, s, &unread, raw, raw_bytes);
	put_cgroup(b, l, s);
}

void bytes_tracepoint(struct bytes *b, const struct decode_layout *l, struct stamp s, uint16_t id,
		      const void *fields, uint32_t fields_bytes)
{
	unsigned char raw[BYTES_MAX / 2] = { 0 };

	if (fields_bytes > sizeof(raw) - BYTES_COMMON)
		abort();
	memcpy(raw, &id, sizeof(id));
	memcpy(raw + BYTES_COMMON, fields, fields_bytes);
	bytes_sample(b, l, s, raw, BYTES_COMMON + fields_bytes);
}

void bytes_fault(struct bytes *b, const struct decode_layout *l, struct stamp s, uint64_t ip,
		 uint64_t addr)
{
	const struct addresses a = { ip, addr };

	put_to_raw(b, l, s, &a, "", 0);
	put_cgroup(b, l, s);
}

/* The registers at the entry: equal, as rcx and rip are after SYSCALL. */
static void put_regs(struct bytes *b, uint64_t mask, bool is_32bit)
{
	bytes_put_u64(b, is_32bit ? PERF_SAMPLE_REGS_ABI_32 : PERF_SAMPLE_REGS_ABI_64);
	put_fillers(b, mask);
}

void bytes_enter(struct bytes *b, const struct decode_layout *l, struct stamp s, enum abi abi,
		 int64_t nr, const uint64_t args[SYSCALL_ARGS_MAX])
{
	unsigned char raw[256] = { 0 };
	uint16_t id = (uint16_t)l->enter.id;
	uint32_t args_bytes = SYSCALL_ARGS_MAX * sizeof(*args);

	memcpy(raw, &id, sizeof(id));
	memcpy(raw + l->enter.nr_offset, &nr, sizeof(nr));
	memcpy(raw + l->enter.arg_offset, args, args_bytes);
	put_to_raw(b, l, s, &unread, raw, l->enter.arg_offset + args_bytes);
	if (l->enter_regs_mask)
		put_regs(b, l->enter_regs_mask, abi_is_32bit(abi));
	put_cgroup(b, l, s);
}

void bytes_exit(struct bytes *b, const struct decode_layout *l, struct stamp s, int64_t nr,
		int64_t ret)
{
	unsigned char raw[256] = { 0 };
	uint16_t id = (uint16_t)l->exit.id;

	memcpy(raw, &id, sizeof(id));
	memcpy(raw + l->exit.nr_offset, &nr, sizeof(nr));
	memcpy(raw + l->exit.arg_offset, &ret, sizeof(ret));
	bytes_sample(b, l, s, raw, l->exit.arg_offset + (uint32_t)sizeof(ret));
}

/* What sample_id_all puts behind every record that is no sample. */
static void put_trailer(struct bytes *b, const struct decode_layout *l, struct stamp s)
{
	uint64_t type = l->sample_type;

	if (!l->sample_id_all)
		return;
	if (type & PERF_SAMPLE_TID) {
		bytes_put_u32(b, (uint32_t)s.pid);
		bytes_put_u32(b, (uint32_t)s.tid);
	}
	if (type & PERF_SAMPLE_TIME)
		bytes_put_u64(b, s.time_ns);
	put_id_to_cpu(b, type, &s);
	put_identifier(b, type, &s);
}

/* A string with its NUL, filled up with more of them. */
static void put_padded(struct bytes *b, const char *text)
{
	size_t len = strlen(text) + 1;

	bytes_put(b, text, len);
	while (b->len % 8)
		bytes_put(b, "", 1);
}

void bytes_comm(struct bytes *b, const struct decode_layout *l, struct stamp s, const char *comm,
		bool by_exec)
{
	char name[16] = { 0 };

	memcpy(name, comm, strnlen(comm, sizeof(name) - 1));
	begin(b, PERF_RECORD_COMM, by_exec ? PERF_RECORD_MISC_COMM_EXEC : 0);
	bytes_put_u32(b, (uint32_t)s.pid);
	bytes_put_u32(b, (uint32_t)s.tid);
	put_padded(b, name);
	put_trailer(b, l, s);
}

static void task_record(struct bytes *b, const struct decode_layout *l, uint32_t type,
			struct stamp s, int parent_pid, int parent_tid)
{
	begin(b, type, 0);
	bytes_put_u32(b, (uint32_t)s.pid);
	bytes_put_u32(b, (uint32_t)parent_pid);
	bytes_put_u32(b, (uint32_t)s.tid);
	bytes_put_u32(b, (uint32_t)parent_tid);
	bytes_put_u64(b, s.time_ns);
	put_trailer(b, l, s);
}

void bytes_fork(struct bytes *b, const struct decode_layout *l, struct stamp s, int parent_pid,
		int parent_tid)
{
	task_record(b, l, PERF_RECORD_FORK, s, parent_pid, parent_tid);
}

void bytes_task_exit(struct bytes *b, const struct decode_layout *l, struct stamp s)
{
	task_record(b, l, PERF_RECORD_EXIT, s, 1, 1);
}

void bytes_mmap(struct bytes *b, const struct decode_layout *l, struct stamp s,
		const struct bytes_mapping *m)
{
	begin(b, PERF_RECORD_MMAP2, 0);
	bytes_put_u32(b, (uint32_t)s.pid);
	bytes_put_u32(b, (uint32_t)s.tid);
	bytes_put_u64(b, m->addr);
	bytes_put_u64(b, m->len);
	bytes_put_u64(b, m->pgoff);
	put_fillers(b, 7); /* three of them, for the device and the inode */
	bytes_put_u32(b, m->prot);
	bytes_put_u32(b, (uint32_t)filler); /* flags of mmap() */
	put_padded(b, m->file);
	put_trailer(b, l, s);
}

void bytes_cgroup(struct bytes *b, const struct decode_layout *l, struct stamp s, uint64_t id,
		  const char *path)
{
	begin(b, PERF_RECORD_CGROUP, 0);
	bytes_put_u64(b, id);
	put_padded(b, path);
	put_trailer(b, l, s);
}

void bytes_lost(struct bytes *b, const struct decode_layout *l, struct stamp s, uint64_t cnt)
{
	begin(b, PERF_RECORD_LOST, 0);
	bytes_put_u64(b, filler); /* the id of the event */
	bytes_put_u64(b, cnt);
	put_trailer(b, l, s);
}

void bytes_other(struct bytes *b, const struct decode_layout *l, struct stamp s, uint32_t type,
		 size_t size)
{
	struct bytes trailer;
	size_t trailer_bytes;

	begin(&trailer, type, 0);
	put_trailer(&trailer, l, s);
	trailer_bytes = trailer.len - sizeof(struct perf_event_header);
	begin(b, type, 0);
	while (b->len + trailer_bytes + 8 <= size)
		bytes_put_u64(b, filler);
	put_trailer(b, l, s);
}
