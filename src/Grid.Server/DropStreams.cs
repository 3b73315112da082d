using System.Diagnostics;
using OpenTelemetry;

namespace Grid.Server;

/// <summary>A stream of updates lasts as long as somebody looks: its span says nothing and is not exported.</summary>
internal sealed class DropStreams : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.path") is string path && path.EndsWith("/watch", StringComparison.Ordinal))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
