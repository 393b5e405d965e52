using System.Globalization;

namespace TcpVet.Knowledge;

/// <summary>How a setting is written.</summary>
public enum SettingFormat
{
    /// <summary>Whole numbers, separated by blanks.</summary>
    Numbers,

    /// <summary>Ports and port ranges, separated by commas.</summary>
    PortList,

    /// <summary>A word.</summary>
    Text,
}

/// <summary>What the kernel takes as a value; it answers EINVAL to anything else.</summary>
public sealed record SettingRange
{
    /// <summary>How it is written.</summary>
    public SettingFormat Format { get; init; } = SettingFormat.Numbers;

    /// <summary>How many numbers there are; fewer may be written, the rest then stays.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The least number; null when unbounded or given by <see cref="Jiffies"/>.</summary>
    public long? Min { get; init; }

    /// <summary>The greatest number; null when unbounded or given by <see cref="Jiffies"/>.</summary>
    public long? Max { get; init; }

    /// <summary>
    /// True for seconds that the kernel keeps as an int of timer ticks (<c>proc_dointvec_jiffies</c>): the bound is INT_MAX / CONFIG_HZ,
    /// both ways; with a <see cref="Min"/> of 0 as an unsigned int, up to UINT_MAX / CONFIG_HZ. </summary>
    public bool Jiffies { get; init; }

    /// <summary>True for what can be read and never written: a state shown as a setting.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What the numbers alone do not say; null when nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The least and greatest number on a kernel with a given tick rate.</summary>
    /// <param name="hz">CONFIG_HZ; matters only when <see cref="Jiffies"/>.</param>
    public (long? Min, long? Max) Bounds(int hz) => this switch
    {
        { Jiffies: true, Min: 0 } => (0, uint.MaxValue / hz),
        { Jiffies: true } => (-(int.MaxValue / hz), int.MaxValue / hz),
        _ => (Min, Max),
    };

    /// <summary>True when the kernel takes a number; other rules (order, privileged ports) are in <see cref="Note"/>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="hz">CONFIG_HZ; 1000 is the strictest of those in use.</param>
    public bool Accepts(long value, int hz = 1000)
    {
        (long? min, long? max) = Bounds(hz);
        return !(value < min) && !(value > max);
    }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        string numbers = this switch
        {
            { Format: SettingFormat.Text } => "text",
            { Format: SettingFormat.PortList } => "",
            { Jiffies: true, Min: 0 } => "0–(4294967295 ÷ CONFIG_HZ): up to 4294967 at 1000, 17179869 at 250",
            { Jiffies: true } => "±(2147483647 ÷ CONFIG_HZ): ±2147483 at 1000, ±8589934 at 250",
            { Min: int.MinValue, Max: int.MaxValue } => "any int, negative too",
            { Min: { } min, Max: { } max } => string.Create(CultureInfo.InvariantCulture, $"{min}–{max}"),
            { Min: { } min } => string.Create(CultureInfo.InvariantCulture, $"{min} or more"),
            _ => "any number",
        };
        string count = Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{Count} numbers, each ") : "";
        return string.Join("; ",
            new[] { numbers.Length > 0 ? count + numbers : "", Note ?? "", ReadOnly ? "can only be read" : "" }.Where(text => text.Length > 0));
    }

    /// <summary>An unsigned byte: 0–255, whatever the values mean (<c>proc_dou8vec_minmax</c> without bounds).</summary>
    public static SettingRange Byte(string? note = null) => new() { Min = 0, Max = 255, Note = note };

    /// <summary>Zero or one.</summary>
    public static SettingRange Bit { get; } = new() { Min = 0, Max = 1 };

    /// <summary>Any int (<c>proc_dointvec</c>).</summary>
    public static SettingRange AnyInt(string? note = null) => new() { Min = int.MinValue, Max = int.MaxValue, Note = note };

    /// <summary>Seconds kept as ticks.</summary>
    public static SettingRange Seconds(string? note = null) => new() { Jiffies = true, Note = note };

    /// <summary>Numbers between two bounds.</summary>
    public static SettingRange Between(long min, long max, string? note = null) => new() { Min = min, Max = max, Note = note };

    /// <summary>Several numbers between two bounds.</summary>
    public static SettingRange Vector(int count, long? min, long? max, string? note = null) =>
        new() { Count = count, Min = min, Max = max, Note = note };
}
