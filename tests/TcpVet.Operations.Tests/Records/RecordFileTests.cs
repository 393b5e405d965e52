using System.IO.Compression;
using System.Text;
using TcpVet.Model;
using TcpVet.Operations.Records;

namespace TcpVet.Operations.Tests.Records;

/// <summary>Captures in files, and what they may cost.</summary>
public sealed class RecordFileTests : IDisposable
{
    private const string Tiny = """
        {"schema":"tcpvet/capture/1","version":"1","host":"h","kernel":"6.1.0","taken_at":"2026-01-01T00:00:00Z","interval_ms":0,"host_facts":{},
        "namespaces":[{"netns":{"inode":1},"tcp":{"counts":{}},"udp":{"counts":{}},"listeners":[]}]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_capture_is_read_plain_and_packed(bool packed) => Assert.Equal("h", Read(Tiny, 0, packed)!.Host);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_capture_of_the_greatest_length_is_read(bool packed) =>
        Assert.Equal("h", Read(Tiny, CaptureJson.MostBytes - Encoding.UTF8.GetByteCount(Tiny), packed)!.Host);

    [Theory]
    [InlineData(false, CaptureJson.MostBytes)]
    [InlineData(true, CaptureJson.MostBytes)]
    [InlineData(true, 1L << 30)]
    public void A_bomb_is_refused_and_not_unpacked_into_memory(bool packed, long spaces)
    {
        FileInfo file = Write(Tiny, spaces, packed);
        Assert.True(!packed || file.Length < 2 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CaptureFormatException refused = Assert.Throws<CaptureFormatException>(() => RecordFile.Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("longer than 64 MiB, which no capture is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_capture_that_is_cut_anywhere_is_refused()
    {
        FileInfo whole = Write(Tiny, 0, packed: true);
        byte[] bytes = File.ReadAllBytes(whole.FullName);
        // The last eight are the check and the length: what they are of is whole.
        for (int length = 4; length < bytes.Length - 10; length++)
        {
            FileInfo cut = new(Path.Combine(folder, "cut"));
            File.WriteAllBytes(cut.FullName, bytes[..length]);
            Assert.Throws<CaptureFormatException>(() => RecordFile.Read(cut));
        }
    }

    private Capture? Read(string json, long spaces, bool packed) => RecordFile.Read(Write(json, spaces, packed));

    // The spaces stand behind the object: JSON, as much of it as one likes.
    private FileInfo Write(string json, long spaces, bool packed)
    {
        FileInfo file = new(Path.Combine(folder, packed ? "a.gz" : "a"));
        using FileStream stream = file.Create();
        using Stream output = packed ? new GZipStream(stream, CompressionLevel.Optimal) : stream;
        output.Write(Encoding.UTF8.GetBytes(json));
        byte[] block = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
        for (; spaces > 0; spaces -= block.Length)
        {
            output.Write(block.AsSpan(0, (int)Math.Min(spaces, block.Length)));
        }

        output.Dispose();
        file.Refresh();
        return file;
    }
}
