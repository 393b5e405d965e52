using System.Buffers.Binary;
using System.Text;
using CsCheck;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Tests.ProcFs;

public class ProgramRuntimeTests
{
    private const string Maps =
        "5600-5700 r--p 00000000 08:01 12 /usr/bin/uwsgi\n7f00-7f01 r-xp 00000000 08:01 13                 /usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0\n7ffc-7ffd rw-p 00000000 00:00 0 [stack]\n";

    [Theory]
    [InlineData("/usr/lib/jvm/java-17/bin/java", "java")]
    [InlineData("/usr/bin/python3.11", "python")]
    [InlineData("/usr/bin/python3", "python")]
    [InlineData("/opt/pypy/bin/pypy3.10", "python")]
    [InlineData("/usr/bin/node (deleted)", "node")]
    [InlineData("/usr/share/dotnet/dotnet", "dotnet")]
    [InlineData("/usr/sbin/php-fpm8.2", "php")]
    [InlineData("/usr/bin/ruby3.1", "ruby")]
    [InlineData("/usr/bin/pythonista", null)]
    [InlineData("/usr/sbin/nginx", null)]
    [InlineData("java/", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_program_file_tells(string? executable, string? runtime) => Assert.Equal(runtime, ProgramRuntime.ByName(executable));

    [Theory]
    [InlineData(Maps, "python")]
    [InlineData("1-2 r-xp 0 0:0 1 /usr/lib/jvm/lib/server/libjvm.so\n", "java")]
    [InlineData("1-2 r-xp 0 0:0 1 /usr/share/dotnet/shared/libcoreclr.so (deleted)", "dotnet")]
    [InlineData("1-2 r-xp 0 0:0 1 /usr/lib/libnode.so.108\n", "node")]
    [InlineData("1-2 r-xp 0 0:0 1 /usr/lib/libc.so.6\n1-2 rw-p 0 0:0 0 [heap]\n", null)]
    [InlineData("", null)]
    public void A_mapped_library_tells(string maps, string? runtime) =>
        Assert.Equal(runtime, ProgramRuntime.ByMaps(Encoding.UTF8.GetBytes(maps)));

    [Fact]
    public void A_note_of_Gos_linker_tells()
    {
        Assert.True(ProgramRuntime.IsGo(Elf("Go\0\0"u8, type: 4)));
        Assert.False(ProgramRuntime.IsGo(Elf("GNU\0"u8, type: 4)));
        Assert.False(ProgramRuntime.IsGo(Elf("Go\0\0"u8, type: 1)));
        Assert.False(ProgramRuntime.IsGo(Elf("Go\0\0"u8, type: 4).AsSpan(0, 200)));
        Assert.False(ProgramRuntime.IsGo([]));
    }

    [Fact]
    public void Any_bytes_are_read_safely()
    {
        Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[0, 12].ForAll(
            changes =>
            {
                byte[] file = Elf("Go\0\0"u8, type: 4);
                foreach ((int at, byte value) in changes)
                {
                    file[at % file.Length] = value;
                }

                ProgramRuntime.IsGo(file);
                ProgramRuntime.IsGo(file.AsSpan(0, changes.Length * 20));
            },
            iter: Fuzz.Iterations);
        Fuzz.Survives(Maps, bytes => ProgramRuntime.ByMaps(bytes));
    }

    [Fact]
    public void A_process_is_told_by_its_program_and_by_what_it_maps()
    {
        using FixtureRoot root = new FixtureRoot()
            .File("1/comm", "a\n").File("1/exe", Elf("Go\0\0"u8, type: 4))
            .File("2/comm", "b\n").File("2/exe", Elf("GNU\0"u8, type: 3)).File("2/maps", Maps)
            .File("3/comm", "c\n").Link("3/exe", "/nowhere/java")
            .File("4/comm", "d\n").File("4/exe", "#!");
        ProcessTable table = new(root.Proc);
        Assert.Equal(["go", "python", "java", null], Enumerable.Range(1, 4).Select(pid => table.Of(pid)!.Runtime));
    }

    [Fact]
    public void This_process_runs_on_dotnet() => Assert.Equal("dotnet", new ProcessTable(ProcFsRoot.Default).Of(Environment.ProcessId)!.Runtime);

    // A header, one other segment, then a segment of two notes, as the linkers lay them.
    private static byte[] Elf(ReadOnlySpan<byte> owner, uint type)
    {
        byte[] file = new byte[260];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(64), 1);
        Span<byte> header = file.AsSpan(120);
        BinaryPrimitives.WriteUInt32LittleEndian(header, 4);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], 180);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], 60);
        Note(file.AsSpan(180), "GNU\0"u8, 1, description: 6);
        Note(file.AsSpan(204), owner, type, description: 8);
        return file;
    }

    private static void Note(Span<byte> at, ReadOnlySpan<byte> owner, uint type, uint description)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)owner.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], description);
        BinaryPrimitives.WriteUInt32LittleEndian(at[8..], type);
        owner.CopyTo(at[12..]);
    }
}
