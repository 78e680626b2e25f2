/* SPDX-License-Identifier: GPL-2.0-only */
/* Build-ids of files; see build_id_read.h. */
#include "perfdata/build_id_read.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Notes are short: those of a kernel are a few hundred bytes. */
enum { NOTES_MAX_BYTES = 64 * 1024 };

/* --- Notes -------------------------------------------------------------------------------------- */

static size_t align_up(size_t n, size_t align)
{
	return (n + align - 1) & ~(align - 1);
}

int build_id_of_notes(const void *notes, size_t size, size_t align, struct perfdata_build_id *out)
{
	const unsigned char *p = notes;
	size_t at = 0;
	Elf64_Nhdr note; /* that of 32 bits is the same */

	while (at <= size && size - at >= sizeof(note)) {
		size_t name = at + sizeof(note), desc;

		memcpy(&note, p + at, sizeof(note));
		/* Checked before it is rounded up, so that nothing overflows. */
		if (note.n_namesz > size - name)
			break;
		desc = align_up(name + note.n_namesz, align);
		if (desc > size || note.n_descsz > size - desc)
			break;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_descsz &&
		    note.n_namesz == sizeof(ELF_NOTE_GNU) &&
		    !memcmp(p + name, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU))) {
			out->size = note.n_descsz < sizeof(out->id) ? (uint8_t)note.n_descsz :
								      sizeof(out->id);
			memset(out->id, 0, sizeof(out->id));
			memcpy(out->id, p + desc, out->size);
			return 0;
		}
		at = align_up(desc + note.n_descsz, align);
	}
	return -ENODATA;
}

static int of_note_file(const char *path, struct perfdata_build_id *out)
{
	unsigned char buf[4096]; /* a page, which is all that sysfs gives */
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	n = read(fd, buf, sizeof(buf));
	err = n < 0 ? -errno : build_id_of_notes(buf, (size_t)n, 4, out);
	close(fd);
	return err;
}

int build_id_of_kernel(struct perfdata_build_id *out)
{
	return of_note_file("/sys/kernel/notes", out);
}

/* --- ELF files ---------------------------------------------------------------------------------- */

/*
 * Whether libelf may see it: for as many sections as a file claims to have it takes memory. More
 * than a header can tell, only object files have.
 */
static bool is_modest(int fd)
{
	const uint16_t one = 1;
	union {
		unsigned char ident[EI_NIDENT];
		Elf32_Ehdr e32;
		Elf64_Ehdr e64;
	} h = { 0 };

	if (pread(fd, &h, sizeof(h), 0) < (ssize_t)sizeof(h.e32) ||
	    memcmp(h.ident, ELFMAG, SELFMAG) ||
	    h.ident[EI_DATA] != (*(const uint8_t *)&one ? ELFDATA2LSB : ELFDATA2MSB))
		return false;
	if (h.ident[EI_CLASS] == ELFCLASS32)
		return (h.e32.e_shnum || !h.e32.e_shoff) && h.e32.e_phnum != PN_XNUM;
	return h.ident[EI_CLASS] == ELFCLASS64 && (h.e64.e_shnum || !h.e64.e_shoff) &&
	       h.e64.e_phnum != PN_XNUM;
}

static int of_elf(Elf *elf, struct perfdata_build_id *out)
{
	size_t cnt;

	if (!elf || elf_kind(elf) != ELF_K_ELF || elf_getphdrnum(elf, &cnt))
		return -ENODATA;
	for (size_t i = 0; i < cnt && i < PN_XNUM; i++) {
		GElf_Phdr ph;
		Elf_Data *data;

		if (!gelf_getphdr(elf, (int)i, &ph) || ph.p_type != PT_NOTE ||
		    ph.p_filesz > NOTES_MAX_BYTES || ph.p_offset > INT64_MAX)
			continue;
		data = elf_getdata_rawchunk(elf, (int64_t)ph.p_offset, ph.p_filesz, ELF_T_BYTE);
		if (data &&
		    !build_id_of_notes(data->d_buf, data->d_size, ph.p_align == 8 ? 8 : 4, out))
			return 0;
	}
	return -ENODATA;
}

int build_id_of_fd(int fd, struct perfdata_build_id *out)
{
	struct stat st;
	Elf *elf;
	int err;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || !is_modest(fd) || elf_version(EV_CURRENT) == EV_NONE)
		return -ENODATA;
	/* Not mapped: somebody may shorten the file while we look at it. */
	elf = elf_begin(fd, ELF_C_READ, NULL);
	err = of_elf(elf, out);
	elf_end(elf);
	return err;
}
