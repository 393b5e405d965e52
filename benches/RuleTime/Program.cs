using System.Diagnostics;
using System.Globalization;
using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Judging;

// How long the rule engine takes over the record of a host with a million sockets: once in a new process, as a check-up
// runs it. Prints milliseconds, those of the same call repeated, and the findings.
if (args is not [("busy" or "sick") and string shape])
{
    Console.Error.WriteLine("usage: RuleTime busy|sick");
    return 2;
}

// Through the same text that a check-up's record can be saved as: what the rules see is what a file would hold.
Capture capture = CaptureJson.Read(CaptureJson.Write(LargeHost.Record(sick: shape == "sick")));
if (Environment.GetEnvironmentVariable("RULES") == "first")
{
    FirstOfEachRule(capture);
    return 0;
}

double first = Time(capture, out Diagnosis diagnosis);
double[] again = [.. Enumerable.Range(0, 21).Select(_ => Time(capture, out Diagnosis _)).Order()];
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first:0.000} {again[10]:0.000} {diagnosis.Findings.Count}"));
if (Environment.GetEnvironmentVariable("RULES") is not null)
{
    EachRule(capture);
}

return 0;

static double Time(Capture capture, out Diagnosis diagnosis)
{
    long start = Stopwatch.GetTimestamp();
    diagnosis = CaptureJudge.Diagnose(capture);
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

// With RULES=first: what each rule takes the first time, the shared piles for those that come after included.
static void FirstOfEachRule(Capture capture)
{
    RuleInput input = new(capture, capture.Namespaces[0], RuleSettings.Default);
    foreach (Rule rule in RuleCatalog.All)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        int findings = rule.Check(input).Findings.Count;
        double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        long bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule.Code} {took:0.000} ms, {bytes:N0} bytes, {findings} findings"));
    }
}

// With RULES set: which rule takes how long, to stderr.
static void EachRule(Capture capture)
{
    long begin = Stopwatch.GetTimestamp();
    RuleInput made = new(capture, capture.Namespaces[0], RuleSettings.Default);
    double constructed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    made.IsLocalAddress(InetAddress.Parse("10.0.0.5"));
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"input {constructed:0.000} ms, with local addresses {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0.000} ms"));
    foreach (Rule rule in RuleCatalog.All)
    {
        RuleInput input = new(capture, capture.Namespaces[0], RuleSettings.Default);
        double[] times = [.. Enumerable.Range(0, 11).Select(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            rule.Check(input);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).Order()];
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule.Code} {times[5]:0.000} ms, {rule.Check(input).Findings.Count} findings"));
    }
}
