/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * usage: uring OPERATIONS: so many operations that do nothing go through an io_uring, one at a time.
 * Prints what it did. Exits with 77 where there is no io_uring.
 */
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ENTRIES = 4, NO_URING = 77 };

struct ring {
	int fd;
	char *memory; /* of both queues */
	struct io_uring_sqe *sqes;
	struct io_uring_params params;
};

static uint32_t *word(const struct ring *r, uint32_t offset)
{
	return (uint32_t *)(r->memory + offset);
}

static int ring_open(struct ring *r)
{
	size_t bytes;

	r->fd = (int)syscall(SYS_io_uring_setup, ENTRIES, &r->params);
	if (r->fd < 0 || !(r->params.features & IORING_FEAT_SINGLE_MMAP))
		return -1;
	bytes = r->params.cq_off.cqes + r->params.cq_entries * sizeof(struct io_uring_cqe);
	r->memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, r->fd,
			 IORING_OFF_SQ_RING);
	r->sqes = mmap(NULL, r->params.sq_entries * sizeof(*r->sqes), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, r->fd, IORING_OFF_SQES);
	return r->memory == MAP_FAILED || (void *)r->sqes == MAP_FAILED ? -1 : 0;
}

/* Submits one operation, waits for its end and takes it off the queue. */
static int ring_run(struct ring *r, uint64_t seq)
{
	uint32_t tail = *word(r, r->params.sq_off.tail), idx = tail & (r->params.sq_entries - 1);
	uint32_t *head = word(r, r->params.cq_off.head);

	r->sqes[idx] = (struct io_uring_sqe){ .opcode = IORING_OP_NOP, .user_data = seq };
	word(r, r->params.sq_off.array)[idx] = idx;
	__atomic_store_n(word(r, r->params.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		return -1;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return 0;
}

int main(int argc, char **argv)
{
	long cnt = argc > 1 ? atol(argv[1]) : 1;
	struct ring ring = { 0 };

	if (ring_open(&ring))
		return NO_URING;
	for (long i = 0; i < cnt; i++) {
		if (!ring_run(&ring, (uint64_t)i))
			continue;
		perror("io_uring_enter");
		return 1;
	}
	printf("NOP %ld\n", cnt);
	return 0;
}
