/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Any record of any event: the first bytes are an attr, the rest a record in a block of exactly its
 * size, so that a sanitizer sees a byte too many.
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"

/* What of an attr decides over the layout. */
struct choice {
	uint64_t sample_type;
	uint64_t read_format;
	uint64_t branch_type;
	uint64_t user_regs;
	uint64_t intr_regs;
	uint8_t sample_id_all;
	uint8_t type;
	uint8_t config;
	uint8_t arch;
	uint32_t live; /* our own layout, with registers in sys_enter only */
};

static int prepare(struct decode_layout *l, const struct choice *c)
{
	struct perf_event_attr attr = {
		.type = c->type % 5,
		.config = c->config % 8,
		.sample_type = c->sample_type,
		.read_format = c->read_format,
		.branch_sample_type = c->branch_type,
		.sample_regs_user = c->user_regs,
		.sample_regs_intr = c->intr_regs,
		.sample_id_all = c->sample_id_all & 1,
	};

	*l = (struct decode_layout){
		.arch = c->arch & 1 ? &arch_arm64 : &arch_x86,
		.enter = { .id = 1, .nr_offset = 8, .arg_offset = 16 },
		.exit = { .id = 2, .nr_offset = 8, .arg_offset = 16 },
	};
	if (!(c->live & 1))
		return decode_layout_of_attr(l, &attr);
	l->sample_type = c->sample_type & (PERF_SAMPLE_MAX - 1) & ~(uint64_t)PERF_SAMPLE_REGS_USER;
	l->read_format = c->read_format;
	l->sample_id_all = c->sample_id_all & 1;
	l->enter_regs_mask = c->user_regs;
	decode_prepare(l);
	return 0;
}

/* Reads all that an event borrows: it has to be inside of its record. */
static size_t touch(const struct event *ev)
{
	size_t sum = 0;

	switch (ev->kind) {
	case EVENT_COMM:
		sum += strlen(ev->u.comm.name);
		break;
	case EVENT_FOUND:
		sum += strlen(ev->u.found.name);
		break;
	case EVENT_MMAP:
		sum += strlen(ev->u.mmap.file);
		break;
	case EVENT_CGROUP:
		sum += strlen(ev->u.cgroup.path);
		break;
	case EVENT_TRACEPOINT:
		for (size_t i = 0; i < ev->u.tracepoint.raw_len; i++)
			sum += ((const unsigned char *)ev->u.tracepoint.raw)[i];
		break;
	case EVENT_FD:
		for (size_t i = 0; i < ev->u.fd.link_len; i++)
			sum += (unsigned char)ev->u.fd.link[i];
		for (size_t i = 0; i < ev->u.fd.name_len; i++)
			sum += (unsigned char)ev->u.fd.name[i];
		break;
	case EVENT_CONTAINER:
		for (size_t i = 0; i < ev->u.container.id_len; i++)
			sum += (unsigned char)ev->u.container.id[i];
		for (size_t i = 0; i < ev->u.container.name_len; i++)
			sum += (unsigned char)ev->u.container.name[i];
		for (size_t i = 0; i < ev->u.container.pod_len; i++)
			sum += (unsigned char)ev->u.container.pod[i];
		break;
	case EVENT_ENTER:
	case EVENT_INFLIGHT:
		/* An ABI that has no name would be read beyond a table. */
		sum += strlen(abi_name(ev->u.enter.abi));
		break;
	default:
		break;
	}
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct perf_event_header *hdr;
	struct decode_origin origin;
	struct decode_layout l;
	struct choice choice;
	struct record rec;
	struct event ev;

	if (size < sizeof(choice) + sizeof(*hdr) || size - sizeof(choice) > UINT16_MAX)
		return 0;
	memcpy(&choice, data, sizeof(choice));
	data += sizeof(choice);
	size -= sizeof(choice);
	if (prepare(&l, &choice))
		return 0;
	hdr = malloc(size);
	if (!hdr)
		return 0;
	memcpy(hdr, data, size);
	hdr->size = (uint16_t)size;
	rec = (struct record){ .hdr = hdr, .layout = &l, .time_ns = decode_time_ns(&l, hdr) };
	rec.cpu = decode_cpu(&l, hdr);
	if (rec.cpu < -1 || rec.cpu >= DECODE_CPU_LIMIT)
		abort();
	decode_id(&l, hdr);
	decode_origin(&l, hdr, &origin);
	/* Told to the compiler as if it were of use. */
	if (!decode_record(&l, &rec, &ev) && touch(&ev) == SIZE_MAX)
		abort();
	free(hdr);
	return 0;
}
