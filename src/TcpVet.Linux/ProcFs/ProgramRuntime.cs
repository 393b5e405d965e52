using System.Buffers;
using System.Buffers.Binary;

namespace TcpVet.Linux.ProcFs;

/// <summary>What runs a program, by its file name, its ELF notes or the libraries that it maps. Files and names are hostile: anyone may
/// have written them.</summary>
public static class ProgramRuntime
{
    private const int ElfHeader = 64;
    private const int ProgramHeader = 56;
    private const uint PtNote = 4;
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    /// <summary>What the program file's name tells: <c>java</c>, <c>python</c>, <c>node</c>, <c>dotnet</c>, <c>php</c>, <c>ruby</c>; null
    /// for another.</summary>
    /// <param name="executable">The path that /proc/PID/exe shows.</param>
    public static string? ByName(string? executable)
    {
        if (executable is null)
        {
            return null;
        }

        // proc(5): the link of a file that was replaced ends so.
        const string deleted = " (deleted)";
        string path = executable.EndsWith(deleted, StringComparison.Ordinal) ? executable[..^deleted.Length] : executable;
        ReadOnlySpan<char> name = path.AsSpan(path.LastIndexOf('/') + 1);
        return name switch
        {
            "java" => "java",
            "node" or "nodejs" => "node",
            "dotnet" => "dotnet",
            _ when IsVersionOf(name, "python") || IsVersionOf(name, "pypy") => "python",
            _ when IsVersionOf(name, "php-fpm") || IsVersionOf(name, "php") || IsVersionOf(name, "php-cgi") => "php",
            _ when IsVersionOf(name, "ruby") => "ruby",
            _ => null,
        };
    }

    /// <summary>What the mapped files tell (/proc/PID/maps): the runtime as a library inside a program of another name.</summary>
    /// <param name="maps">The file, or its beginning.</param>
    public static string? ByMaps(ReadOnlySpan<byte> maps)
    {
        TextLines lines = new(maps);
        while (lines.Next())
        {
            ReadOnlySpan<byte> name = lines.Current[(lines.Current.LastIndexOf((byte)'/') + 1)..];
            string? runtime = name switch
            {
                _ when name.StartsWith("libjvm.so"u8) => "java",
                _ when name.StartsWith("libcoreclr.so"u8) => "dotnet",
                _ when name.StartsWith("libpython"u8) && name.IndexOf(".so"u8) > 0 => "python",
                _ when name.StartsWith("libnode.so"u8) => "node",
                _ when name.StartsWith("libruby"u8) && name.IndexOf(".so"u8) > 0 => "ruby",
                _ => null,
            };
            if (runtime is not null)
            {
                return runtime;
            }
        }

        return null;
    }

    /// <summary>True when an ELF file's notes have the one that Go's linker writes: owner <c>Go</c>, type 4, the build id
    /// (cmd/link/internal/ld/elf.go).</summary>
    /// <param name="file">The beginning of the program file; what lies beyond it is not seen. Only 64-bit little-endian files are read:
    /// every architecture of tcpvet's.</param>
    public static bool IsGo(ReadOnlySpan<byte> file)
    {
        if (file.Length < ElfHeader || !file.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return false;
        }

        // elf(5): e_phoff, e_phentsize, e_phnum; p_type, p_offset, p_filesz.
        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(file[32..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(file[54..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]);
        for (int i = 0; i < count && size >= ProgramHeader; i++)
        {
            ReadOnlySpan<byte> header = Part(file, table + ((ulong)i * (ulong)size), ProgramHeader);
            if (header.Length == ProgramHeader && BinaryPrimitives.ReadUInt32LittleEndian(header) == PtNote
                && HasGoNote(Part(
                    file, BinaryPrimitives.ReadUInt64LittleEndian(header[8..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasGoNote(ReadOnlySpan<byte> notes)
    {
        // n_namesz, n_descsz, n_type, the name and the description, each padded to four.
        while (notes.Length >= 12)
        {
            ulong name = BinaryPrimitives.ReadUInt32LittleEndian(notes);
            ulong description = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]) == 4 && Part(notes, 12, name).SequenceEqual("Go\0\0"u8))
            {
                return true;
            }

            ulong next = 12 + ((name + 3) & ~3UL) + ((description + 3) & ~3UL);
            notes = next < (ulong)notes.Length ? notes[(int)next..] : default;
        }

        return false;
    }

    // As much of the part as there is.
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> file, ulong offset, ulong length) => offset >= (ulong)file.Length
        ? default
        : file.Slice((int)offset, (int)Math.Min(length, (ulong)file.Length - offset));

    // "python3", "python3.11", "php-fpm8.2", "ruby3.1"; not "pythonista".
    private static bool IsVersionOf(ReadOnlySpan<char> name, ReadOnlySpan<char> program) =>
        name.StartsWith(program) && !name[program.Length..].ContainsAnyExcept(VersionCharacters);
}
