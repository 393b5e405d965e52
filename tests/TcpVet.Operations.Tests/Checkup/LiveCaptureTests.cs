using TcpVet.Linux;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Tests.Checkup;

/// <summary>Captures of this host, and what is asked of them.</summary>
public sealed class LiveCaptureTests
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    [Fact]
    public void Two_readings_are_too_few_for_what_only_grows()
    {
        Capture capture =
            LiveCapture.Take(Host, new CaptureRequest { Interval = TimeSpan.FromMilliseconds(10) }, Notices.None, CancellationToken.None);

        Assert.Contains(capture.Missing, missing => missing.Fact == FactNames.Samples);
    }

    [Fact]
    public void Several_samples_are_one_capture()
    {
        CaptureRequest request = new() { Interval = TimeSpan.FromMilliseconds(20), Samples = 4 };

        Capture capture = LiveCapture.Take(Host, request, Notices.None, CancellationToken.None);

        Assert.Equal(4, capture.SamplesMs.Count);
        Assert.DoesNotContain(capture.Missing, missing => missing.Fact == FactNames.Samples);
    }

    [Theory]
    [InlineData(10_000, 2, 10_000)]
    [InlineData(0, 1, 0)]
    [InlineData(10_000, 4, 31_000)]
    [InlineData(1_000, 3, 2_500)]
    public void How_long_it_waits_is_known_before(int intervalMs, int samples, int lastsMs) => Assert.Equal(
        lastsMs, new CaptureRequest { Interval = TimeSpan.FromMilliseconds(intervalMs), Samples = samples }.Lasts.TotalMilliseconds);

    [Fact]
    public void An_entry_that_has_expired_is_told_once()
    {
        List<string> said = [];
        Notices notices = new(said.Add);
        CheckupRequest request = new()
        {
            Capture = new CaptureRequest { Interval = TimeSpan.Zero, Samples = 1 },
            Settings = CheckupSettings.None,
            Ignored = new IgnoreList([new IgnoreEntry { Codes = ["TV101"], Reason = "old", Origin = "ignore.toml:1", Expires = new DateOnly(2020, 1, 2) }]),
        };

        HostCheckup.Run(Host, request, notices, CancellationToken.None);
        HostCheckup.Run(Host, request, notices, CancellationToken.None);

        Assert.Equal(["ignore.toml:1: expired on 2020-01-02, TV101 counts again (old)"], said);
    }
}
