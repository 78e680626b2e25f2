/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many bytes a call has moved, and which way, as its row in calls.h tells: out of a file or
 * socket that one of its fds stands for (read), or into one (written). A call between two fds
 * (sendfile, splice) has done both. What comes from elsewhere counts as neither: random bytes, the
 * target of a link that is named by its path, another process' memory, a message queue of System V.
 * Of a directory its entries count, and of a file also its extended attributes.
 */
#ifndef SYSTRAIL_FILTER_CALL_IO_H
#define SYSTRAIL_FILTER_CALL_IO_H

#include <stdbool.h>
#include <stdint.h>

#include "pair/call.h"

/* The result of @c into @bytes, if it has succeeded and its result counts bytes. */
bool call_bytes(const struct call *c, uint64_t *bytes);

/*
 * The same where @c reads, or writes. What is read is never more than its buffer holds, though some
 * results are: they say how long a datagram was (MSG_TRUNC), or how much there is to get.
 */
bool call_bytes_read(const struct call *c, uint64_t *bytes);
bool call_bytes_written(const struct call *c, uint64_t *bytes);

#endif
