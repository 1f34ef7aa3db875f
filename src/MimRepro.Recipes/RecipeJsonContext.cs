using System.Text.Json.Serialization;

namespace MimRepro.Recipes;

/// <summary>Compiled readers and writers of every recipe type; reflection would cost a tenth of a second at each start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(DatasetRecipe))]
[JsonSerializable(typeof(SimMimRecipe))]
[JsonSerializable(typeof(SupervisedRecipe))]
[JsonSerializable(typeof(FineTuningRecipe))]
[JsonSerializable(typeof(DepthRecipe))]
[JsonSerializable(typeof(TrackingRecipe))]
[JsonSerializable(typeof(DetectionRecipe))]
[JsonSerializable(typeof(LinearProbeRecipe))]
[JsonSerializable(typeof(PixelBaselineRecipe))]
[JsonSerializable(typeof(NearestNeighboursRecipe))]
[JsonSerializable(typeof(AttentionAnalysisRecipe))]
[JsonSerializable(typeof(ReconstructionRecipe))]
[JsonSerializable(typeof(BackboneRecipe))]
[JsonSerializable(typeof(SquareImagesRecipe))]
[JsonSerializable(typeof(CheckpointRecipe))]
[JsonSerializable(typeof(SceneWorldRecipe))]
[JsonSerializable(typeof(CheckpointAnalysisRecipe))]
[JsonSerializable(typeof(PoseRecipe))]
internal sealed partial class RecipeJsonContext : JsonSerializerContext;
