/* SPDX-License-Identifier: GPL-2.0-only */
/* Built, never run; see tools/probe-libs. */
#include <gelf.h>
#include <libelf.h>
#include <stddef.h>

int main(void)
{
	GElf_Nhdr nhdr;
	size_t name, desc;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(0, ELF_C_READ_MMAP, NULL);
	return (int)gelf_getnote(elf_getdata_rawchunk(elf, 0, 16, ELF_T_NHDR), 0, &nhdr, &name,
				 &desc);
}
