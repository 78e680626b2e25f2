/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The GNU build-id of a file or of the kernel: a note in it, of which these return 0
 * and fill in size and id of @out, nothing else. An id that is longer than there is room is cut,
 * as everybody does. Otherwise -ENODATA (it has none, or is not such a file) or -errno.
 */
#ifndef SYSTRAIL_PERFDATA_BUILD_ID_READ_H
#define SYSTRAIL_PERFDATA_BUILD_ID_READ_H

#include "perfdata/about.h"

/*
 * An ELF file for machines of our byte order, which anybody may have made. The offset of @fd does not
 * matter, and is not kept.
 */
int build_id_of_fd(int fd, struct perfdata_build_id *out);

/* The running kernel. */
int build_id_of_kernel(struct perfdata_build_id *out);

/* In @size bytes of notes, each filled up to a multiple of @align, which is 4 or 8. */
int build_id_of_notes(const void *notes, size_t size, size_t align, struct perfdata_build_id *out);

#endif
