// KO Sales on Azure Functions, Flex Consumption. MongoDB is given by its connection string; secrets live in Key Vault and are read by reference.
targetScope = 'resourceGroup'

@description('Short name; resources are called after it.')
@minLength(3)
@maxLength(16)
param name string = 'kosales'

param location string = resourceGroup().location

@description('MongoDB connection string of a replica set.')
@secure()
param mongodbUri string

@description('JWT signing key, 32 bytes or more, base64.')
@secure()
param signingKey string

@description('Active key-encryption key for personal data, 32 bytes, base64.')
@secure()
param piiKey string

@description('Blind index key, 32 bytes, base64; never the same as the key above.')
@secure()
param piiIndexKey string

@description('Password of the first administrator; used only while there is none.')
@secure()
param adminPassword string

@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

var suffix = uniqueString(resourceGroup().id)
var secrets = {
  'mongodb-uri': mongodbUri
  'signing-key': signingKey
  'pii-key': piiKey
  'pii-index-key': piiIndexKey
  'admin-password': adminPassword
}
var filesContainer = 'ko-sales-files'
var largestUpload = '1073741824'
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: take('${name}${suffix}', 24)
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
  }

  resource blobs 'blobServices' = {
    name: 'default'
    resource packages 'containers' = { name: 'packages' }
    // Files of imports and exports, which any instance reads.
    resource files 'containers' = { name: filesContainer }
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${name}-insights'
  location: location
  kind: 'web'
  properties: { Application_Type: 'web', WorkspaceResourceId: logs.id }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}-${suffix}', 24)
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }

  resource secret 'secrets' = [for entry in items(secrets): {
    name: entry.key
    properties: { value: entry.value }
  }]
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: '${name}-${suffix}'
  location: location
  kind: 'functionapp,linux'
  identity: { type: 'SystemAssigned' }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}packages'
          authentication: { type: 'SystemAssignedIdentity' }
        }
      }
      scaleAndConcurrency: { maximumInstanceCount: maximumInstances, instanceMemoryMB: 2048, alwaysReady: [{ name: 'http', instanceCount: 1 }, { name: 'durable', instanceCount: 1 }] }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: [
        { name: 'AzureWebJobsStorage__accountName', value: storage.name }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insights.properties.ConnectionString }
        { name: 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT', value: largestUpload }
        { name: 'KoSales__Files__Container', value: filesContainer }
        { name: 'MONGODB_URI', value: '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=mongodb-uri)' }
        { name: 'KoSales__Auth__SigningKey', value: '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=signing-key)' }
        { name: 'KoSales__Pii__Keys__k1', value: '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=pii-key)' }
        { name: 'KoSales__Pii__IndexKey', value: '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=pii-index-key)' }
        { name: 'KoSales__Admin__Password', value: '@Microsoft.KeyVault(VaultName=${vault.name};SecretName=admin-password)' }
      ]
    }
  }
}

resource storageRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [blobDataOwner, queueDataContributor, tableDataContributor]: {
  name: guid(storage.id, app.id, role)
  scope: storage
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource vaultRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, app.id, 'secrets-user')
  scope: vault
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
  }
}

output url string = 'https://${app.properties.defaultHostName}/api/v1/'
