using TcpVet.Linux.Time;

namespace TcpVet.Linux.Tests.Time;

public sealed class PatientWorkTests
{
    [Fact]
    public void Work_that_ends_in_time_gives_what_it_gives()
    {
        PatientWork patient = new(TimeSpan.FromMinutes(1));
        Assert.Equal("a", patient.Run(() => "a"));
        Assert.Equal("b", patient.Run(() => "b"));
    }

    [Fact]
    public void While_one_hangs_no_other_is_started_and_afterwards_the_next_one_is()
    {
        using ManualResetEventSlim free = new();
        PatientWork patient = new(TimeSpan.FromMilliseconds(20));
        int started = 0;
        string Hang()
        {
            Interlocked.Increment(ref started);
            free.Wait(TestContext.Current.CancellationToken);
            return "late";
        }

        Assert.Null(patient.Run(Hang));
        Assert.Null(patient.Run(Hang));
        Assert.Null(patient.Run(() => "not started"));
        Assert.Equal(1, started);
        free.Set();
        Assert.True(SpinWait.SpinUntil(() => patient.Run(() => "next") == "next", TimeSpan.FromMinutes(1)));
    }
}
